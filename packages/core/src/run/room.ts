import type { View } from '../ports/driver.js';
import type { Watch } from './watch.js';

/** How much room a migration takes, in its database and in temporary files, looked at inside its transaction. */
export class Room {
  readonly #view: View;
  readonly #start: ReturnType<View['room']>;
  #most = 0;
  #aside = 0;

  constructor(view: View) {
    this.#view = view;
    this.#start = view.room();
  }

  /** A watch that looks once more when the last of so many statements ran: what was put aside for the way back is all there then. */
  lookingAt(watch: Watch, statements: number): Watch {
    return {
      ...watch,
      statement: (done, notice) => {
        if (done === statements) this.#look();
        watch.statement(done, notice);
      },
    };
  }

  #look(): void {
    const { used, aside } = this.#view.room();
    this.#most = Math.max(this.#most, used);
    this.#aside = Math.max(this.#aside, aside);
  }

  /** By how much the file grew; how much more it and temporary files held at their fullest than before; in bytes. */
  taken(): { readonly bytes: number; readonly peakBytes: number } {
    const now = this.#view.room();
    const grown = now.size - this.#start.size;
    // A file grows only where nothing in it is free: then it was full at some time.
    const most = grown > 0 ? now.size : Math.max(this.#most, now.used);
    return { bytes: grown, peakBytes: Math.max(0, most - this.#start.used) + Math.max(0, this.#aside - this.#start.aside) };
  }
}
