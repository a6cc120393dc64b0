import type Database from 'better-sqlite3';
import { nextToken } from '../script/index.js';

/** A statement as it can be prepared, and the words in it that were taken for text. */
export interface Settled {
  readonly sql: string;
  readonly words: readonly string[];
}

interface Place {
  readonly start: number;
  readonly end: number;
}

const NAMES_NOTHING = /^no such column: "([^]*)" - should this be a string literal in single-quotes\?$/;

/**
 * Most builds of SQLite take a word in double quotes that names nothing for text (https://sqlite.org/quirks.html#dblquote); this one does
 * not. Scripts of other tools were run by such a build: of each word that this one stumbles over, just those occurrences that name nothing
 * become text, which is found out by preparing the statement with each of them left as it was.
 */
export function settleQuotes(db: Database.Database, sql: string): Settled {
  const words: string[] = [];
  let settled = sql;
  for (let word = stumbles(db, settled); word !== null; word = stumbles(db, settled)) {
    const places = occurrences(settled, word);
    if (places.length === 0) break;
    settled = replace(settled, needed(db, settled, word, places));
    words.push(word);
  }
  return { sql: settled, words: [...new Set(words)] };
}

/** The word that keeps the statement from being prepared; null where there is none, or something else is wrong. */
function stumbles(db: Database.Database, sql: string): string | null {
  try {
    db.prepare(sql);
    return null;
  } catch (error) {
    return error instanceof Error ? (NAMES_NOTHING.exec(error.message)?.[1] ?? null) : null;
  }
}

function occurrences(sql: string, word: string): Place[] {
  const places: Place[] = [];
  const quoted = `"${word.replaceAll('"', '""')}"`;
  for (let token = nextToken(sql, 0); token !== null; token = nextToken(sql, token.end)) {
    if (token.kind === 'quoted' && sql.slice(token.start, token.end) === quoted) places.push(token);
  }
  return places;
}

/** Without the occurrences that the statement can be prepared without: those name something. At least one is left. */
function needed(db: Database.Database, sql: string, word: string, places: readonly Place[]): readonly Place[] {
  let left = places;
  for (const place of places) {
    const fewer = left.filter((one) => one !== place);
    if (fewer.length > 0 && stumbles(db, replace(sql, fewer)) !== word) left = fewer;
  }
  return left;
}

function replace(sql: string, places: readonly Place[]): string {
  return places.toReversed().reduce((text, { start, end }) => {
    const content = text.slice(start + 1, end - 1).replaceAll('""', '"');
    return `${text.slice(0, start)}'${content.replaceAll("'", "''")}'${text.slice(end)}`;
  }, sql);
}
