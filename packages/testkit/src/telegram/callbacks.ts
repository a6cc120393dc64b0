import { badRequest } from './api-error.js';

/** What the user sees when the bot answers a press: a short line on top, or a window. */
export interface CallbackAnswer {
  readonly text: string;
  readonly alert: boolean;
  /** From the press to the answer. */
  readonly afterMs: number;
}

interface OpenQuery {
  readonly openedAt: number;
  readonly settle: (answer: CallbackAnswer) => void;
}

/** Presses that the bot has not answered. Each can be answered once, and not for long. */
export class Callbacks {
  readonly #open = new Map<string, OpenQuery>();
  readonly #lifeMs: number;

  constructor(lifeMs: number) {
    this.#lifeMs = lifeMs;
  }

  open(): { readonly id: string; readonly answer: Promise<CallbackAnswer> } {
    const id = String(Math.floor(Math.random() * Number.MAX_SAFE_INTEGER));
    const answer = new Promise<CallbackAnswer>((settle) => this.#open.set(id, { openedAt: performance.now(), settle }));
    return { id, answer };
  }

  /** @throws ApiError 400 when nobody waits for this answer any more */
  answer(id: string, text: string, alert: boolean): void {
    const query = this.#open.get(id);
    const afterMs = performance.now() - (query?.openedAt ?? -Infinity);
    this.#open.delete(id);
    if (query === undefined || afterMs > this.#lifeMs) {
      throw badRequest('query is too old and response timeout expired or query ID is invalid');
    }
    query.settle({ text, alert, afterMs });
  }
}
