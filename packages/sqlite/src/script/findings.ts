import { MigrationError } from '@zepix/migrations-core';
import type { ErrorCode, Location } from '@zepix/migrations-core';

/** Collects what compiling finds, and gives it back in the order of the file. */
export class Findings {
  readonly #problems: { readonly offset: number; readonly error: MigrationError }[] = [];
  readonly #notices: { readonly offset: number; readonly text: string }[] = [];

  problem(code: ErrorCode, at: { readonly location: Location; readonly text?: string }, message: string, hint: string): void {
    const error = new MigrationError(code, message, { location: at.location, statement: at.text, hint });
    this.#problems.push({ offset: at.location.offset, error });
  }

  notice({ offset }: Location, text: string): void {
    this.#notices.push({ offset, text });
  }

  get problems(): readonly MigrationError[] {
    return this.#problems.toSorted((a, b) => a.offset - b.offset).map(({ error }) => error);
  }

  get notices(): readonly string[] {
    return this.#notices.toSorted((a, b) => a.offset - b.offset).map(({ text }) => text);
  }
}
