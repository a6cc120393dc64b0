import type { Token, TokenKind } from './tokens.js';

/** A table's name as a statement gives it, and where the reading can go on. */
export interface TableName {
  /** Null where none is written. */
  readonly schema: string | null;
  readonly name: string;
  /** Index of the token behind the name. */
  readonly next: number;
}

/** A statement's tokens, read by index. Indexes beyond either end give nothing rather than fail. */
export class Words {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  /** What `word` gave, by index: every judge asks for the same words again. */
  readonly #words: (string | undefined)[] = [];

  constructor(text: string, tokens: readonly Token[]) {
    this.#text = text;
    this.#tokens = tokens;
  }

  get length(): number {
    return this.#tokens.length;
  }

  token(index: number): Token | undefined {
    return this.#tokens[index];
  }

  kind(index: number): TokenKind | undefined {
    return this.#tokens[index]?.kind;
  }

  /** The token as it is written; empty beyond the ends. */
  raw(index: number): string {
    const token = this.#tokens[index];
    return token === undefined ? '' : this.#text.slice(token.start, token.end);
  }

  /** A plain word of ASCII letters in upper case, an operator as it is, anything else (quoted names too) empty: keywords are never quoted. */
  word(index: number): string {
    const known = this.#words[index];
    if (known !== undefined) return known;
    const word = this.#readWord(index);
    if (index >= 0 && index < this.#tokens.length) this.#words[index] = word;
    return word;
  }

  #readWord(index: number): string {
    const kind = this.kind(index);
    if (kind === 'word') return keyword(this.raw(index));
    return kind === 'operator' ? this.raw(index) : '';
  }

  /** Whether these words stand here, one after the other. */
  are(index: number, ...words: readonly string[]): boolean {
    for (let step = 0; step < words.length; step += 1) if (this.word(index + step) !== words[step]) return false;
    return true;
  }

  /** The name that a token stands for, without its quotes. SQLite takes a string literal for a name as well. */
  name(index: number): string | null {
    const kind = this.kind(index);
    return kind === 'word' || kind === 'quoted' || kind === 'string' ? unquote(this.raw(index)) : null;
  }

  /** A name with or without a schema in front. */
  tableName(index: number): TableName | null {
    const first = this.name(index);
    if (first === null) return null;
    if (this.word(index + 1) !== '.') return { schema: null, name: first, next: index + 1 };
    const second = this.name(index + 2);
    return second === null ? null : { schema: first, name: second, next: index + 3 };
  }

  /** The index behind the parenthesis that closes the one at `index`; the length where none does. */
  behindParentheses(index: number): number {
    let depth = 0;
    for (let at = index; at < this.length; at += 1) {
      const word = this.word(at);
      if (word === '(') depth += 1;
      else if (word === ')') depth -= 1;
      if (depth === 0) return at + 1;
    }
    return this.length;
  }

  /** The first index from `from` on, outside of parentheses, where these words stand; -1 where they don't. */
  find(from: number, ...words: readonly string[]): number {
    for (let at = from; at < this.length; at = this.word(at) === '(' ? this.behindParentheses(at) : at + 1) {
      if (this.word(at) === words[0] && this.are(at, ...words)) return at;
    }
    return -1;
  }
}

/** Upper case; empty for a word with anything but ASCII letters and underscores, though `ſ` and `ı` have ASCII capitals. */
export function keyword(word: string): string {
  return /^[A-Za-z_]+$/.test(word) ? word.toUpperCase() : '';
}

/** A name or string without its quotes, doubled ones made single. Plain words stay as they are. */
export function unquote(raw: string): string {
  const opener = raw[0];
  if (opener === '[') return raw.slice(1, -1);
  if (opener !== '"' && opener !== '`' && opener !== "'") return raw;
  return raw.slice(1, -1).replaceAll(opener + opener, opener);
}
