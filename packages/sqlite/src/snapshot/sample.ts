import Database from 'better-sqlite3';
import { extended } from '../connection/extend.js';
import type { SampledTable } from '@zepix/migrations-core';
import { readObjects } from '../content/objects.js';
import { isOwnObject } from '../ledger/tables.js';
import { byName, foldName, quoteName } from '../model/names.js';
import { addRelations } from './sample-relations.js';
import { exactly, takeRows } from './sample-rows.js';
import type { Cells } from './sample-rows.js';
import { comparedTables } from './tables.js';
import type { ComparedTable } from './tables.js';

/** Rows of a table from which on only some of them are taken. */
const MOST_ROWS = 5000;

/** What a sample holds of each table of the application. */
export interface SampleAccount {
  readonly tables: readonly SampledTable[];
}

/**
 * Makes a small database with the whole schema and some of the rows of another, each with its rowid, bit for bit: of every large table
 * some, of small ones and of the engine's own all. Rows that a foreign key of a taken row asks for are taken, too, and of some taken
 * parents some children. `from` is in a read transaction, `file` is not there yet.
 */
export function makeSample(from: Database.Database, file: string, ledger: string): SampleAccount {
  const to = extended(new Database(file));
  try {
    for (const name of ['page_size', 'encoding', 'auto_vacuum'])
      to.pragma(`${name} = ${JSON.stringify(from.pragma(name, { simple: true }))}`);
    to.pragma('synchronous = OFF');
    to.pragma('foreign_keys = OFF');
    to.pragma('ignore_check_constraints = ON');
    to.exec('BEGIN');
    const account = fillSample(from, to, ledger);
    to.exec('COMMIT');
    for (const name of ['user_version', 'application_id']) to.pragma(`${name} = ${Number(from.pragma(name, { simple: true }))}`);
    return account;
  } finally {
    to.close();
  }
}

function fillSample(from: Database.Database, to: Database.Database, ledger: string): SampleAccount {
  const objects = readObjects(from, () => false);
  const create = (wanted: (kind: string) => boolean): void =>
    objects.filter(({ kind }) => wanted(kind)).forEach(({ create: sql }) => to.exec(sql));
  create((kind) => kind === 'table' || kind === 'index');
  const isOwn = isOwnObject(ledger);
  const tables = [...comparedTables(from, 'main').values()].filter(
    ({ name, kind }) => kind !== 'shadow' && !foldName(name).startsWith('sqlite_'),
  );
  const account = tables.map((table) => ({
    table,
    ...copyTable(from, to, table, isOwn(table.name) ? Number.MAX_SAFE_INTEGER - 1 : MOST_ROWS),
  }));
  addRelations(from, to, new Map(tables.map((table) => [foldName(table.name), table])));
  copyCounters(from, to);
  create((kind) => kind === 'view' || kind === 'trigger');
  const shown = account.filter(({ table: { name, kind } }) => kind === 'table' && !isOwn(name));
  const sampled = shown.map(({ table, of }) => ({ table: table.name, rows: rowsIn(to, table), of }));
  return { tables: sampled.toSorted((a, b) => byName(a.table, b.table)) };
}

/** A virtual table takes rows only as far as its module lets it: an index over another table's rows is made anew, and one without contents stays empty. */
function copyTable(from: Database.Database, to: Database.Database, table: ComparedTable, most: number): { readonly of: number | null } {
  const { rows, of } = takeRows(from, table, most);
  try {
    put(to, table, rows);
  } catch (error) {
    if (table.kind !== 'virtual') throw error;
  }
  return { of };
}

/** Writes rows that were read with `exactly`; gives how many were not there. */
export function put(to: Database.Database, table: ComparedTable, rows: Iterable<Cells>): number {
  const insert = to.prepare(exactly(table).insert);
  let added = 0;
  for (const row of rows) added += insert.run(...row).changes;
  return added;
}

function rowsIn(db: Database.Database, { name }: ComparedTable): number {
  return db
    .prepare(`SELECT count(*) FROM ${quoteName(name)}`)
    .pluck()
    .get() as number;
}

function copyCounters(from: Database.Database, to: Database.Database): void {
  const has = (db: Database.Database): boolean =>
    db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_sequence'").get() !== undefined;
  if (!has(from) || !has(to)) return;
  to.exec('DELETE FROM sqlite_sequence');
  const insert = to.prepare('INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)');
  for (const row of from.prepare('SELECT name, seq FROM sqlite_sequence').safeIntegers(true).raw().all() as unknown[][]) insert.run(...row);
}
