import type Database from 'better-sqlite3';
import type { Effect } from '@zepix/migrations-core';
import { schemaCookie } from '../connection/prepared.js';
import { quoted } from './foreign-keys.js';

/** Those effects that would hit a table that exists and has rows; an unparsed statement hits when any table has rows. */
export function effectsOnRows(db: Database.Database, effects: readonly Effect[], isOwn: (name: string) => boolean): Effect[] {
  if (effects.length === 0) return [];
  const tables = ordinaryTables(db, isOwn);
  const filled = new Map<string, boolean>();
  const hasRows = (name: string): boolean => {
    const key = name.toLowerCase();
    if (!filled.has(key)) filled.set(key, isFilled(db, name));
    return filled.get(key) === true;
  };
  return effects.filter(({ table }) => {
    if (table === null) return [...tables.values()].some(hasRows);
    const name = tables.get(table.toLowerCase());
    return name !== undefined && hasRows(name);
  });
}

interface Tables {
  readonly cookie: number;
  /** By lower case. */
  readonly names: ReadonlyMap<string, string>;
}

/** Of plans with thousands of steps each asks for them. */
const KNOWN = new WeakMap<Database.Database, Tables>();

/** Tables and views (a view may hand a DELETE on to its tables), without SQLite's own and the engine's. */
function ordinaryTables(db: Database.Database, isOwn: (name: string) => boolean): ReadonlyMap<string, string> {
  const cookie = schemaCookie(db);
  const known = KNOWN.get(db);
  if (known?.cookie === cookie) return known.names;
  const sql = "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
  const all = (db.prepare(sql).pluck().all() as string[]).filter((name) => !isOwn(name));
  const names = new Map(all.map((name) => [name.toLowerCase(), name]));
  KNOWN.set(db, { cookie, names });
  return names;
}

/** A table that can't be read (a module that is missing, a broken view) is taken to have rows: better to ask once too often. */
function isFilled(db: Database.Database, name: string): boolean {
  try {
    return db.prepare(`SELECT 1 FROM ${quoted(name)} LIMIT 1`).get() !== undefined;
  } catch {
    return true;
  }
}
