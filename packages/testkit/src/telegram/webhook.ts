import type { Update, WebhookInfo } from '@grammyjs/types';
import type { UpdateQueue } from './update-queue.js';

/** What a webhook's own answer may hold: a method to call. */
export type CallBack = (method: string, parameters: Record<string, unknown>) => Promise<void>;

const RETRY_MS = 50;
const LONGEST_RETRY_MS = 1000;
const ANSWER_WITHIN_MS = 5000;

/** Where updates are delivered, one after the other, each until it is accepted with a status of 2xx. */
export class Webhook {
  readonly url: string;
  readonly #secret: string;
  readonly #queue: UpdateQueue;
  readonly #call: CallBack;
  readonly #ended = new AbortController();
  #lastError: { readonly date: number; readonly message: string } | null = null;
  #delivering = false;

  constructor(url: string, secret: string, queue: UpdateQueue, call: CallBack) {
    this.url = url;
    this.#secret = secret;
    this.#queue = queue;
    this.#call = call;
    queue.onUpdate = () => void this.#deliver();
    queue.onUpdate();
  }

  get info(): WebhookInfo {
    return {
      url: this.url,
      has_custom_certificate: false,
      pending_update_count: this.#queue.size,
      ...(this.#lastError && { last_error_date: this.#lastError.date, last_error_message: this.#lastError.message }),
    };
  }

  end(): void {
    this.#ended.abort();
    this.#queue.onUpdate = null;
  }

  async #deliver(): Promise<void> {
    if (this.#delivering) return;
    this.#delivering = true;
    let wait = RETRY_MS;
    for (let update = this.#queue.first(); update !== undefined && !this.#ended.signal.aborted; update = this.#queue.first()) {
      if (await this.#offer(update)) {
        this.#queue.confirmFirst();
        wait = RETRY_MS;
      } else {
        const pause = wait;
        await new Promise((resolve) => setTimeout(resolve, pause));
        wait = Math.min(LONGEST_RETRY_MS, wait * 2);
      }
    }
    this.#delivering = false;
  }

  async #offer(update: Update): Promise<boolean> {
    const headers = { 'content-type': 'application/json', ...(this.#secret && { 'x-telegram-bot-api-secret-token': this.#secret }) };
    const signal = AbortSignal.any([this.#ended.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
    try {
      const answer = await fetch(this.url, { method: 'POST', headers, body: JSON.stringify(update), signal });
      const text = await answer.text();
      if (!answer.ok) return this.#refused(`Wrong response from the webhook: ${answer.status} ${answer.statusText}`);
      await this.#follow(text);
      return true;
    } catch (error) {
      return this.#refused(error instanceof Error && error.name === 'TimeoutError' ? 'Read timeout expired' : 'Connection refused');
    }
  }

  async #follow(text: string): Promise<void> {
    if (!text.startsWith('{')) return;
    const { method, ...parameters } = JSON.parse(text) as Record<string, unknown>;
    if (typeof method === 'string') await this.#call(method, parameters);
  }

  #refused(message: string): false {
    this.#lastError = { date: Math.floor(Date.now() / 1000), message };
    return false;
  }
}
