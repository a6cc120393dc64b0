import { MigrationError } from '@zepix/migrations-core';
import type { Location } from '@zepix/migrations-core';
import type { LineIndex } from './lines.js';
import { nextToken } from './tokens.js';
import type { Token } from './tokens.js';
import { advance, endsAtSemicolon, mayStop } from './trigger.js';
import type { TriggerState } from './trigger.js';
import { keyword } from './words.js';

/** One statement's share of a text. The pieces and the tail, joined, are the text. */
export interface Piece {
  /** Where the piece begins, with the blanks, comments and empty statements before the statement. */
  readonly from: number;
  /** Where it ends: behind the semicolon. */
  readonly to: number;
  /** Behind the last character that SQLite should see: what follows is blanks and the semicolon. */
  readonly end: number;
  /** Its tokens without comments and without the semicolon that ends it; never empty. */
  readonly tokens: readonly Token[];
  readonly leading: readonly Token[];
  /** Comments between its tokens, or between the last one and the semicolon. */
  readonly inner: readonly Token[];
}

export interface Split {
  readonly pieces: readonly Piece[];
  /** The text behind the last piece: blanks, comments and stray semicolons. */
  readonly tail: { readonly from: number; readonly comments: readonly Token[] };
}

/**
 * drizzle-kit cuts its files at this comment, so statements before it may lack their semicolon.
 * Inside a trigger's body it is a comment like any other.
 */
const BREAKPOINT = '--> statement-breakpoint';

/** Cuts a text into statements, in linear time. @throws SCRIPT_INCOMPLETE */
export function split(text: string, lines: LineIndex): Split {
  const splitter = new Splitter(text, lines);
  for (let token = nextToken(text, 0); token !== null; token = nextToken(text, token.end)) splitter.take(token);
  return splitter.finish();
}

class Splitter {
  readonly #text: string;
  readonly #lines: LineIndex;
  readonly #pieces: Piece[] = [];
  #from = 0;
  #state: TriggerState = 'start';
  #tokens: Token[] = [];
  #leading: Token[] = [];
  #inner: Token[] = [];

  constructor(text: string, lines: LineIndex) {
    this.#text = text;
    this.#lines = lines;
  }

  take(token: Token): void {
    if (token.kind === 'unclosed') throw unclosed(this.#text, this.#lines.locate(token.start));
    if (token.kind === 'line-comment' || token.kind === 'block-comment') this.#comment(token);
    else if (this.#isSemicolon(token) && endsAtSemicolon(this.#state)) this.#end(token);
    else this.#token(token);
  }

  finish(): Split {
    const first = this.#tokens[0];
    const last = this.#tokens.at(-1);
    if (first === undefined || last === undefined) return { pieces: this.#pieces, tail: { from: this.#from, comments: this.#leading } };
    if (!mayStop(this.#state)) throw openTrigger(this.#lines.locate(first.start));
    const comments = this.#inner.filter(({ start }) => start >= last.end);
    this.#inner = this.#inner.filter(({ start }) => start < last.end);
    this.#push(last.end, last.end);
    return { pieces: this.#pieces, tail: { from: last.end, comments } };
  }

  #token(token: Token): void {
    this.#tokens.push(token);
    if (this.#state !== 'plain') this.#state = advance(this.#state, this.#word(token));
  }

  #comment(token: Token): void {
    if (this.#tokens.length === 0) this.#leading.push(token);
    else if (this.#isBreakpoint(token)) this.#push(this.#tokens.at(-1)?.end ?? token.start, token.end);
    else this.#inner.push(token);
  }

  /** A semicolon without a statement before it stays in front of the next piece. */
  #end(semicolon: Token): void {
    if (this.#tokens.length === 0) return;
    const last = (this.#inner.at(-1)?.end ?? 0) > (this.#tokens.at(-1)?.end ?? 0) ? this.#inner.at(-1) : this.#tokens.at(-1);
    this.#push(last?.end ?? semicolon.start, semicolon.end);
  }

  #push(end: number, to: number): void {
    this.#pieces.push({ from: this.#from, to, end, tokens: this.#tokens, leading: this.#leading, inner: this.#inner });
    this.#from = to;
    this.#state = 'start';
    this.#tokens = [];
    this.#leading = [];
    this.#inner = [];
  }

  #isSemicolon(token: Token): boolean {
    return token.kind === 'operator' && this.#text[token.start] === ';';
  }

  #isBreakpoint(token: Token): boolean {
    return mayStop(this.#state) && this.#text.startsWith(BREAKPOINT, token.start) && token.kind === 'line-comment';
  }

  #word(token: Token): string {
    if (token.kind === 'word') return keyword(this.#text.slice(token.start, token.end));
    return this.#isSemicolon(token) ? ';' : '';
  }
}

const OPENERS: Readonly<Record<string, readonly [thing: string, hint: string]>> = {
  "'": ['string', "Close it with ' (a quote inside a string is written twice: '')."],
  '"': ['quoted name', 'Close it with ".'],
  '`': ['quoted name', 'Close it with `.'],
  '[': ['name in brackets', 'Close it with ].'],
  '/': ['comment', 'Close it with */.'],
};

function unclosed(text: string, location: Location): MigrationError {
  const [thing, hint] = OPENERS[text[location.offset] ?? ''] ?? ['blob', "Close it with '."];
  return incomplete(`The ${thing} that begins on line ${location.line} never ends.`, hint, location);
}

function openTrigger(location: Location): MigrationError {
  const hint = 'Close its body with "; END;": each statement in it needs a semicolon, the last one too.';
  return incomplete(`The trigger that begins on line ${location.line} never ends.`, hint, location);
}

function incomplete(message: string, hint: string, location: Location): MigrationError {
  return new MigrationError('SCRIPT_INCOMPLETE', message, { hint, location });
}
