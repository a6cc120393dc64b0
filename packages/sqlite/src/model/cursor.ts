import { nameOf } from './lexemes.js';
import type { Lexeme } from './lexemes.js';
import { closing } from './print.js';

const END: Lexeme = { kind: 'operator', text: '', upper: '' };

/** Walks over lexemes. Never throws: past the end it gives an empty symbol, and the reader finds that nothing fits. */
export class Cursor {
  readonly #lexemes: readonly Lexeme[];
  #at = 0;

  constructor(lexemes: readonly Lexeme[]) {
    this.#lexemes = lexemes;
  }

  get atEnd(): boolean {
    return this.#at >= this.#lexemes.length;
  }

  peek(offset = 0): Lexeme {
    return this.#lexemes[this.#at + offset] ?? END;
  }

  next(): Lexeme {
    const lexeme = this.peek();
    this.#at += 1;
    return lexeme;
  }

  /** Whether these words or symbols come next. */
  sees(...words: readonly string[]): boolean {
    for (let offset = 0; offset < words.length; offset += 1) if (this.peek(offset).upper !== words[offset]) return false;
    return true;
  }

  /** Takes these words or symbols when they come next. */
  takes(...words: readonly string[]): boolean {
    const seen = this.sees(...words);
    if (seen) this.#at += words.length;
    return seen;
  }

  name(): string {
    return nameOf(this.next());
  }

  /** Takes a parenthesised group and gives what is inside; null when none comes next. */
  group(): readonly Lexeme[] | null {
    const end = this.sees('(') ? closing(this.#lexemes, this.#at) : -1;
    if (end < 0) return null;
    const inside = this.#lexemes.slice(this.#at + 1, end);
    this.#at = end + 1;
    return inside;
  }

  rest(): readonly Lexeme[] {
    return this.#lexemes.slice(this.#at);
  }
}

/** Cuts at the commas that stand outside parentheses. */
export function splitAtCommas(lexemes: readonly Lexeme[]): readonly (readonly Lexeme[])[] {
  const parts: Lexeme[][] = [[]];
  let depth = 0;
  for (const lexeme of lexemes) {
    if (lexeme.text === '(') depth += 1;
    if (lexeme.text === ')') depth -= 1;
    if (depth === 0 && lexeme.text === ',') parts.push([]);
    else parts.at(-1)?.push(lexeme);
  }
  return parts;
}
