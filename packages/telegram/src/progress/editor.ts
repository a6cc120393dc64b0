/** Calls `show` as something changes: never two at once, never sooner than `everyMs` after the last, and with the newest only; the first time not before `firstMs`. */
export class Editor {
  readonly #show: () => Promise<void>;
  readonly #everyMs: number;
  #timer: NodeJS.Timeout | null = null;
  #showing: Promise<void> | null = null;
  #changed = false;
  #ended = false;
  #next: number;

  constructor(show: () => Promise<void>, everyMs: number, firstMs = 0) {
    this.#show = show;
    this.#everyMs = everyMs;
    this.#next = performance.now() + firstMs;
  }

  /** Something changed. */
  touch(): void {
    this.#changed = true;
    this.#plan();
  }

  /** Shows nothing more; resolves when what is being shown is through. */
  async end(): Promise<void> {
    this.#ended = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#showing;
  }

  #plan(): void {
    if (this.#ended || this.#timer !== null || this.#showing !== null) return;
    this.#timer = setTimeout(() => this.#now(), Math.max(0, this.#next - performance.now()));
  }

  #now(): void {
    this.#timer = null;
    this.#changed = false;
    this.#showing = this.#show().finally(() => {
      this.#showing = null;
      this.#next = performance.now() + this.#everyMs;
      if (this.#changed) this.#plan();
    });
  }
}
