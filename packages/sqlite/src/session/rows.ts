import type Database from 'better-sqlite3';
import type { Effect } from '@zepix/migrations-core';
import { quoted } from './foreign-keys.js';

/** Those effects that would hit a table that exists and has rows; an unparsed statement hits when any table has rows. */
export function effectsOnRows(db: Database.Database, effects: readonly Effect[], isOwn: (name: string) => boolean): Effect[] {
  if (effects.length === 0) return [];
  const tables = ordinaryTables(db).filter((name) => !isOwn(name));
  const filled = new Map<string, boolean>();
  const hasRows = (name: string): boolean => {
    const key = name.toLowerCase();
    if (!filled.has(key)) filled.set(key, isFilled(db, name));
    return filled.get(key) === true;
  };
  const known = new Map(tables.map((name) => [name.toLowerCase(), name]));
  return effects.filter(({ table }) => {
    if (table === null) return tables.some(hasRows);
    const name = known.get(table.toLowerCase());
    return name !== undefined && hasRows(name);
  });
}

/** Tables and views (a view may hand a DELETE on to its tables), without SQLite's own. */
function ordinaryTables(db: Database.Database): string[] {
  const sql = "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
  return db.prepare(sql).pluck().all() as string[];
}

/** A table that can't be read (a module that is missing, a broken view) is taken to have rows: better to ask once too often. */
function isFilled(db: Database.Database, name: string): boolean {
  try {
    return db.prepare(`SELECT 1 FROM ${quoted(name)} LIMIT 1`).get() !== undefined;
  } catch {
    return true;
  }
}
