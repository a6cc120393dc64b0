import { Cursor, splitAtCommas } from './cursor.js';
import type { Lexeme } from './lexemes.js';

/** What only the text of a CREATE INDEX tells. */
export interface IndexText {
  /** The key parts in order, without COLLATE, ASC and DESC at their end, which the pragmas tell. */
  readonly parts: readonly (readonly Lexeme[])[];
  readonly where: readonly Lexeme[] | null;
}

/** Reads a CREATE INDEX (https://sqlite.org/lang_createindex.html). */
export function readIndexText(lexemes: readonly Lexeme[]): IndexText {
  const cursor = new Cursor(lexemes);
  while (!cursor.atEnd && !cursor.sees('(')) cursor.next();
  const parts = splitAtCommas(cursor.group() ?? []).map(withoutOrder);
  return { parts, where: cursor.takes('WHERE') ? cursor.rest() : null };
}

function withoutOrder(part: readonly Lexeme[]): readonly Lexeme[] {
  const last = part.at(-1)?.upper;
  const unordered = last === 'ASC' || last === 'DESC' ? part.slice(0, -1) : part;
  return unordered.at(-2)?.upper === 'COLLATE' ? unordered.slice(0, -2) : unordered;
}
