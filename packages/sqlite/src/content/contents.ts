import type Database from 'better-sqlite3';
import type { Contents, RowColumn, TableRows } from '@zepix/migrations-core';
import { foldName } from '../model/names.js';
import { literal } from './literal.js';
import type { Cell } from './literal.js';
import { readObjects } from './objects.js';

interface Column {
  readonly name: string;
  readonly default: string | null;
  readonly primaryKey: number;
}

/** Reads all rows of all tables, each value exactly. Ordered by rowid, or by the primary key where there is no rowid. */
export function readContents(db: Database.Database, ignore: (name: string) => boolean): Contents {
  const tables = readObjects(db, ignore).filter(({ kind }) => kind === 'table');
  const counters = readCounters(db);
  return {
    tables: tables.map(({ name }) => readTable(db, name, counters.get(foldName(name)) ?? null)),
    settings: { user_version: setting(db, 'user_version'), application_id: setting(db, 'application_id') },
  };
}

function readTable(db: Database.Database, table: string, counter: string | null): TableRows {
  const columns = db
    .prepare('SELECT name, dflt_value AS "default", pk AS primaryKey FROM pragma_table_xinfo(?) WHERE hidden = 0')
    .all(table) as Column[];
  const rowid = findRowid(db, table, columns);
  const names = columns.map(({ name }) => quoted(name));
  const keys = columns.filter(({ primaryKey }) => primaryKey > 0).toSorted((a, b) => a.primaryKey - b.primaryKey);
  const order = rowid.name ?? keys.map(({ name }) => quoted(name)).join(', ');
  const found = readRows(db, table, rowid.name === null ? names : [rowid.name, ...names], order);
  const shownColumns = columns.map((column) => rowColumn(db, column));
  if (rowid.name === null) return { table, columns: shownColumns, rows: found, counter };
  // A rowid of its own is worth writing down only where it is not what SQLite would give by itself.
  const plain = rowid.alias || found.every(([id], index) => id === String(index + 1));
  if (plain) return { table, columns: shownColumns, rows: found.map((row) => row.slice(1)), counter };
  return { table, columns: [{ name: rowid.name, changingDefault: null }, ...shownColumns], rows: found, counter };
}

/** The name under which the rowid can be read; null for a table without. `alias`: a column is the rowid already. */
function findRowid(
  db: Database.Database,
  table: string,
  columns: readonly Column[],
): { readonly name: string | null; readonly alias: boolean } {
  const without = db.prepare("SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = ?").pluck().get(table);
  if (without === 1) return { name: null, alias: false };
  const taken = new Set(columns.map(({ name }) => foldName(name)));
  const indexed = db.prepare("SELECT 1 FROM pragma_index_list(?) WHERE origin = 'pk'").get(table) !== undefined;
  const alias = !indexed && columns.some(({ primaryKey }) => primaryKey > 0);
  const name = ['rowid', '_rowid_', 'oid'].find((one) => !taken.has(one)) ?? null;
  return { name, alias };
}

function readRows(db: Database.Database, table: string, names: readonly string[], order: string): string[][] {
  const cells = names.map((name) => `typeof(${name}), CASE typeof(${name}) WHEN 'text' THEN CAST(${name} AS BLOB) ELSE ${name} END`);
  const sql = `SELECT ${cells.join(', ')} FROM ${quoted(table)}${order === '' ? '' : ` ORDER BY ${order}`}`;
  const rows = db.prepare(sql).safeIntegers(true).raw().all() as unknown[][];
  return rows.map((row) => names.map((_, index) => literal({ type: row[index * 2], value: row[index * 2 + 1] } as Cell)));
}

/** Defaults that give another value at another time. */
const CHANGING = /\bcurrent_(?:date|time|timestamp)\b|'now'|\b(?:unixepoch|random|randomblob|date|time|datetime|julianday)\s*\(/i;

function rowColumn(db: Database.Database, { name, default: expression }: Column): RowColumn {
  if (expression === null || !CHANGING.test(expression)) return { name, changingDefault: null };
  const row = db.prepare(`SELECT typeof(v), CASE typeof(v) WHEN 'text' THEN CAST(v AS BLOB) ELSE v END FROM (SELECT (${expression}) AS v)`);
  const [type, value] = row.safeIntegers(true).raw().get() as unknown[];
  return { name, changingDefault: literal({ type, value } as Cell) };
}

function readCounters(db: Database.Database): ReadonlyMap<string, string> {
  if (db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_sequence'").get() === undefined) return new Map();
  const rows = db.prepare('SELECT name, seq FROM sqlite_sequence').safeIntegers(true).all() as { name: string; seq: bigint }[];
  return new Map(rows.map(({ name, seq }) => [foldName(name), String(seq)]));
}

function setting(db: Database.Database, name: 'user_version' | 'application_id'): number {
  return db.pragma(name, { simple: true }) as number;
}

/** In quotes always: an unknown name in double quotes can't happen, and a bare keyword could. */
function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
