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

/** Whether two CREATE texts differ in nothing but blanks, comments and how names are quoted. */
export function saysTheSame(a: string, b: string): boolean {
  const [left, right] = [lexemesOf(a), lexemesOf(b)];
  return left.length === right.length && left.every((one, at) => meaning(one) === meaning(right[at]));
}

/** A plain word may be a name or a keyword: two texts that SQLite both takes have it mean the same at the same place. */
function meaning(lexeme: Lexeme | undefined): string {
  if (lexeme === undefined) return '';
  return lexeme.kind === 'word' || lexeme.kind === 'quoted' ? `name ${nameOf(lexeme)}` : `${lexeme.kind} ${lexeme.text}`;
}
