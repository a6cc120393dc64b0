import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { inDatabase } from '@zepix/testkit';

/** Whether a table is the engine's, and so no part of what an application has. */
const isOwn = (name: string): boolean => name.startsWith('schema_migrations') || name.startsWith('_zepix_');

/** Everything in a database but the engine's own tables, as one text: the schema's objects, and per table its rows' number and hash. */
export function contents(file: string): string {
  if (!existsSync(file)) return contentsOf(null);
  return inDatabase(file, contentsOf);
}

/** As `contents`, through a connection; null is a database that does not exist. */
export function contentsOf(db: Database.Database | null): string {
  if (db === null) return JSON.stringify({ objects: [], tables: [], userVersion: 0 });
  const sql = 'SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name';
  const objects = (db.prepare(sql).all() as { type: string; name: string; tbl_name: string }[]).filter(({ tbl_name }) => !isOwn(tbl_name));
  const tables = objects.filter(({ type }) => type === 'table').map(({ name }) => rowsIn(db, name));
  return JSON.stringify({ objects, tables, userVersion: db.pragma('user_version', { simple: true }) });
}

/** Bit for bit: `quote` tells types, bytes and every digit apart. */
function rowsIn(db: Database.Database, table: string): { table: string; count: number; hash: string } {
  const columns = db.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table) as string[];
  const row = columns.map((name) => `quote("${name}")`).join(" || ',' || ");
  const hash = createHash('sha256');
  let count = 0;
  for (const text of db.prepare(`SELECT ${row} AS text FROM "${table}" ORDER BY 1`).pluck().iterate()) {
    hash.update(`${String(text)}\n`);
    count += 1;
  }
  return { table, count, hash: hash.digest('hex') };
}

/** What the ledger says, read without the engine. */
export interface LedgerContents {
  /** Versions that stand applied, sorted. */
  readonly applied: readonly string[];
  /** Versions that are half-way, sorted. */
  readonly running: readonly string[];
  /** Versions that the history's events leave applied, sorted. */
  readonly remembered: readonly string[];
}

export function ledger(file: string): LedgerContents {
  const nothing = { applied: [], running: [], remembered: [] };
  if (!existsSync(file)) return nothing;
  return inDatabase(file, (db) => {
    if (db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'schema_migrations'").get() === undefined) return nothing;
    const versions = (state: string): string[] =>
      db.prepare('SELECT version FROM schema_migrations WHERE state = ? ORDER BY version').pluck().all(state) as string[];
    const events = db.prepare('SELECT event, version FROM schema_migrations_history ORDER BY id').all() as Event[];
    return { applied: versions('applied'), running: versions('running'), remembered: standing(events) };
  });
}

interface Event {
  readonly event: string;
  readonly version: string | null;
}

function standing(events: readonly Event[]): string[] {
  const stands = new Set<string>();
  for (const { event, version } of events) {
    if (event === 'applied') stands.add(String(version));
    if (event === 'rolled-back') stands.delete(String(version));
  }
  return [...stands].toSorted();
}
