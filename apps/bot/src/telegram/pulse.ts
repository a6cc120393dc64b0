import type { Transformer } from 'grammy';
import type { Logger } from 'pino';

/** Whether Telegram answers. Told of every call; what changes is logged once, not every failure of an outage. */
export class Pulse {
  /** When a call was last answered, in ms since the epoch; null: never yet. */
  lastAnswer: number | null = null;
  /** Since when none was answered; null while all is well. */
  silentSince: number | null = null;
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Sees every call, whoever makes it. */
  get transformer(): Transformer {
    return async (previous, method, payload, signal) => {
      try {
        const answer = await previous(method, payload, signal);
        if (answer.ok || answer.error_code < 500) this.#answered();
        else this.#failed(method, `${answer.error_code}`);
        return answer;
      } catch (error) {
        if (signal?.aborted !== true) this.#failed(method, error instanceof Error ? error.name : 'unknown');
        throw error;
      }
    };
  }

  #answered(): void {
    this.lastAnswer = Date.now();
    if (this.silentSince === null) return;
    this.#log.info({ silentMs: Date.now() - this.silentSince }, 'telegram answers again');
    this.silentSince = null;
  }

  #failed(method: string, reason: string): void {
    this.#log.debug({ method, reason }, 'a call failed');
    if (this.silentSince !== null) return;
    this.silentSince = Date.now();
    this.#log.warn({ method, reason }, 'telegram does not answer; trying again until it does');
  }
}
