import type { Location, SourceText } from '@zepix/migrations-core';

/** Finds line and column of many offsets of one text, in logarithmic time each. */
export class LineIndex {
  readonly #file: string;
  readonly #starts: readonly number[];

  constructor({ file, text }: SourceText) {
    this.#file = file;
    const starts = [0];
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#starts = starts;
  }

  locate(offset: number): Location {
    let [low, high] = [0, this.#starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { file: this.#file, line: low + 1, column: offset - (this.#starts[low] ?? 0) + 1, offset };
  }
}
