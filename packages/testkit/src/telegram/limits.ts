import { tooManyRequests } from './api-error.js';

/**
 * How much may be sent. Telegram's FAQ: about one message a second in a chat with short bursts, 20 a minute in a group, 30 a second
 * altogether (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this); how short a burst is, it does not say.
 */
export interface Limits {
  readonly chatPerSecond: number;
  readonly chatBurst: number;
  readonly groupPerMinute: number;
  readonly allPerSecond: number;
}

export const TELEGRAM_LIMITS: Limits = { chatPerSecond: 1, chatBurst: 5, groupPerMinute: 20, allPerSecond: 30 };

/** Counts what is sent, edits included, and refuses what is too much. */
export class FloodControl {
  limits: Limits | null;
  readonly #buckets = new Map<string, Bucket>();

  constructor(limits: Limits | null) {
    this.limits = limits;
  }

  /** @throws ApiError 429 */
  count(chat: number, isGroup: boolean): void {
    if (this.limits === null) return;
    const { chatPerSecond, chatBurst, groupPerMinute, allPerSecond } = this.limits;
    const buckets = [
      this.#bucket('all', allPerSecond, allPerSecond),
      this.#bucket(`chat ${chat}`, chatBurst, chatPerSecond),
      ...(isGroup ? [this.#bucket(`group ${chat}`, groupPerMinute, groupPerMinute / 60)] : []),
    ];
    const wait = Math.max(...buckets.map((bucket) => bucket.secondsToWait()));
    if (wait > 0) throw tooManyRequests(Math.ceil(wait));
    for (const bucket of buckets) bucket.take();
  }

  #bucket(name: string, capacity: number, perSecond: number): Bucket {
    const bucket = this.#buckets.get(name) ?? new Bucket(capacity, perSecond);
    this.#buckets.set(name, bucket);
    return bucket;
  }
}

class Bucket {
  readonly #capacity: number;
  readonly #perSecond: number;
  #left: number;
  #at = performance.now();

  constructor(capacity: number, perSecond: number) {
    this.#capacity = capacity;
    this.#perSecond = perSecond;
    this.#left = capacity;
  }

  secondsToWait(): number {
    const now = performance.now();
    this.#left = Math.min(this.#capacity, this.#left + ((now - this.#at) / 1000) * this.#perSecond);
    this.#at = now;
    return this.#left >= 1 ? 0 : (1 - this.#left) / this.#perSecond;
  }

  take(): void {
    this.#left -= 1;
  }
}
