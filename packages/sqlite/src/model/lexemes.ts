import { nextToken } from '../script/tokens.js';
import type { Token } from '../script/tokens.js';
import { unquote } from '../script/words.js';
import { upperName } from './names.js';

/** A token that means something: its text as written and, for plain words and operators, in upper case (else empty). */
export interface Lexeme {
  readonly kind: Token['kind'];
  readonly text: string;
  readonly upper: string;
}

/** The lexemes of a CREATE text, without comments and blanks. */
export function lexemesOf(sql: string): readonly Lexeme[] {
  const lexemes: Lexeme[] = [];
  for (let token = nextToken(sql, 0); token !== null; token = nextToken(sql, token.end)) {
    const { kind } = token;
    if (kind === 'line-comment' || kind === 'block-comment') continue;
    const text = sql.slice(token.start, token.end);
    lexemes.push({ kind, text, upper: kind === 'word' ? upperName(text) : kind === 'operator' ? text : '' });
  }
  return lexemes;
}

/** The name a lexeme stands for. SQLite takes a string literal for a name too. */
export function nameOf(lexeme: Lexeme): string {
  return unquote(lexeme.text);
}
