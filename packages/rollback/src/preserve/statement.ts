import type { StoredObject } from '@zepix/migrations-sqlite';
import { ROW_EVENTS } from './row-log.js';
import type { RowEvent } from './row-log.js';

/** Statements that write no row that is there: what they make is new, and what they drop holds no rows of its own. */
const HARMLESS =
  /^\s*(?:CREATE\b|SELECT\b|ALTER\s+TABLE\s+\S+\s+ADD\s+COLUMN\b|DROP\s+(?:INDEX|VIEW|TRIGGER)\b|REINDEX\b|ANALYZE\b|PRAGMA\b|EXPLAIN\b)/i;
const DROPS_TABLE = /^\s*DROP\s+TABLE\b/i;
const DROPS_COLUMN =
  /^\s*ALTER\s+TABLE\s+(?:main\s*\.\s*)?(?:\w+|["`[][^"`\]]+["`\]])\s+DROP\s+(?:COLUMN\s+)?(?:(\w+)|["`[]([^"`\]]+)["`\]])\s*;?\s*$/i;
/** Deletes rows that no trigger sees: https://sqlite.org/lang_conflict.html. The function of that name has a parenthesis. */
const REPLACES = /\bREPLACE\b(?!\s*\()/i;
/** Puts rows into one table and does nothing else. Where it fails, it undoes all that it did. */
const PLAIN_INSERT = /^\s*INSERT\s+(?:OR\s+(?:ABORT|IGNORE)\s+)?INTO\s+(?:"?main"?\s*\.\s*)?["`[]?(\w+)["`\]]?[\s(]/i;
const VERB = /^\s*(INSERT|UPDATE|DELETE|WITH)\b/i;

export function isHarmless(sql: string): boolean {
  return HARMLESS.test(sql);
}

export function dropsTable(sql: string): boolean {
  return DROPS_TABLE.test(sql);
}

/** The table that a statement only puts rows into; null where it may do more. */
export function insertsInto(sql: string): string | null {
  const name = PLAIN_INSERT.exec(sql)?.[1];
  return name === undefined || REPLACES.test(sql) || /\bCONFLICT\b/i.test(sql) ? null : name;
}

/** What a statement does to rows, as far as triggers see all of it; null where they do not. */
export function eventsOf(sql: string): readonly RowEvent[] | null {
  const verb = VERB.exec(sql)?.[1]?.toUpperCase();
  if (verb === undefined || REPLACES.test(sql)) return null;
  if (verb === 'WITH') return ROW_EVENTS;
  if (verb === 'UPDATE' || verb === 'DELETE') return [verb];
  return /\bDO\s+UPDATE\b/i.test(sql) ? ['INSERT', 'UPDATE'] : ['INSERT'];
}

/** Whether a statement writes every row of its table: a copy of the table is then cheaper than a line for each row. */
export function writesAll(sql: string): boolean {
  return /^\s*(?:UPDATE|DELETE)\b/i.test(sql) && !/\b(?:WHERE|LIMIT)\b/i.test(sql);
}

/** The column that a statement drops; null where it does something else, or can't be read at a glance. */
export function dropsColumn(sql: string): string | null {
  const [, word, quoted] = DROPS_COLUMN.exec(sql) ?? [];
  return word ?? quoted ?? null;
}

/** Whether a table or trigger may delete rows that no trigger sees. */
export function mayReplace({ sql }: StoredObject): boolean {
  return REPLACES.test(sql ?? '');
}

/** Whether a trigger may fire on INSERT. */
export function firesOnInsert({ sql }: StoredObject): boolean {
  return /\bINSERT\b/i.test((sql ?? '').split(/\bBEGIN\b/i)[0] ?? '');
}
