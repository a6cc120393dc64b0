import type { Message } from '@grammyjs/types';

/** Something that the bot made visible in a chat: a message, an edit of one, a removal (the message as it was last). */
export interface Change {
  /** Counts up over all chats. */
  readonly number: number;
  /** `performance.now()` of the emulator's process. */
  readonly at: number;
  readonly kind: 'sent' | 'edited' | 'deleted';
  readonly message: Message;
}

export type ChangeTest = (change: Change) => boolean;

/** Everything that the bot made visible, in order. */
export class Journal {
  readonly changes: Change[] = [];
  readonly #waiting = new Set<() => void>();

  add(kind: Change['kind'], message: Message): void {
    this.changes.push({ number: this.changes.length + 1, at: performance.now(), kind, message });
    for (const look of this.#waiting) look();
  }

  get last(): number {
    return this.changes.length;
  }

  /** The first change behind `after` that passes, now or later. Rejects after the timeout, with what was seen instead. */
  async find(test: ChangeTest, after: number, timeoutMs: number, wanted: string): Promise<Change> {
    return new Promise((resolve, reject) => {
      const finish = (act: () => void): void => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        act();
      };
      const look = (): void => {
        const found = this.changes.slice(after).find(test);
        if (found !== undefined) finish(() => resolve(found));
      };
      const timer = setTimeout(() => finish(() => reject(this.#nothing(after, timeoutMs, wanted))), timeoutMs);
      this.#waiting.add(look);
      look();
    });
  }

  #nothing(after: number, timeoutMs: number, wanted: string): Error {
    const seen = this.changes.slice(after).map(({ kind, message }) => `  ${kind} in ${message.chat.id}: ${message.text ?? ''}`);
    return new Error(`The bot did not show ${wanted} within ${timeoutMs} ms; it showed:\n${seen.join('\n') || '  nothing'}`);
  }
}
