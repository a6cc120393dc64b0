import type { Update } from '@grammyjs/types';
import { conflict } from './api-error.js';

/** What is said to the poller that another one ousts. */
const OUSTED = 'terminated by other getUpdates request; make sure that only one bot instance is running';

interface Poller {
  readonly limit: number;
  readonly settle: (updates: Update[]) => void;
  readonly fail: (error: Error) => void;
}

/** The updates that the bot has not confirmed, and the one poll that waits for more. */
export class UpdateQueue {
  /** Called instead of answering a poll while a webhook is set. */
  onUpdate: (() => void) | null = null;
  allowed: readonly string[] = [];
  readonly #pending: Update[] = [];
  #nextId = 100_000 + Math.floor(Math.random() * 100_000);
  #poller: Poller | null = null;

  get size(): number {
    return this.#pending.length;
  }

  push(update: Omit<Update, 'update_id'>): void {
    const type = Object.keys(update)[0] ?? '';
    if (this.allowed.length > 0 && !this.allowed.includes(type)) return;
    this.#pending.push({ ...update, update_id: this.#nextId++ });
    if (this.onUpdate !== null) this.onUpdate();
    else this.#serve();
  }

  /** Confirms everything below `offset` (a negative one keeps the last so many), then gives what there is, waiting for it if need be. */
  async poll(offset: number, limit: number, timeoutMs: number, gone: AbortSignal): Promise<Update[]> {
    this.oust(OUSTED);
    this.#confirm(offset);
    if (this.#pending.length > 0 || timeoutMs === 0) return this.#pending.slice(0, limit);
    return new Promise((resolve, reject) => {
      const done = (act: () => void): void => {
        clearTimeout(timer);
        if (this.#poller === poller) this.#poller = null;
        act();
      };
      const poller: Poller = {
        limit,
        settle: (updates) => done(() => resolve(updates)),
        fail: (error) => done(() => reject(error)),
      };
      const timer = setTimeout(() => poller.settle([]), timeoutMs);
      gone.addEventListener('abort', () => poller.settle([]), { once: true });
      this.#poller = poller;
    });
  }

  /** Ends the poll that waits, with 409. */
  oust(reason: string): void {
    this.#poller?.fail(conflict(reason));
  }

  /** Lets the poll that waits go, with nothing. */
  release(): void {
    this.#poller?.settle([]);
  }

  drop(): void {
    this.#pending.length = 0;
  }

  first(): Update | undefined {
    return this.#pending[0];
  }

  confirmFirst(): void {
    this.#pending.shift();
  }

  #confirm(offset: number): void {
    const keep = offset < 0 ? Math.min(this.#pending.length, -offset) : this.#pending.filter(({ update_id: id }) => id >= offset).length;
    this.#pending.splice(0, this.#pending.length - keep);
  }

  #serve(): void {
    const poller = this.#poller;
    if (poller !== null) poller.settle(this.#pending.slice(0, poller.limit));
  }
}
