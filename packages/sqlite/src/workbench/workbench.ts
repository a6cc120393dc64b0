import type Database from 'better-sqlite3';
import type { SqlValue } from '@zepix/migrations-core';
import { introspect, readStoredObjects, readTableFacts } from '../model/index.js';
import type { SchemaModel, StoredObject, TableFacts } from '../model/index.js';
import { quoteName } from '../model/names.js';
import { findsByKey } from '../session/proportion.js';
import { whichRows } from './which-rows.js';
import { writtenPages } from './written-pages.js';

/** A row's values in the order of its columns. Every integer is a bigint, so that none loses a digit. */
export type RawRow = readonly (null | bigint | number | string | Uint8Array)[];

/**
 * Plain SQL on a connection that somebody else opened and holds a transaction on, for work that is done beside a migration: keeping what
 * it destroys, comparing, bringing back. It begins and ends no transaction by itself. SQLite's own errors pass through.
 */
export interface Workbench {
  /** Every row of a statement, in memory. */
  rows(sql: string, ...values: readonly SqlValue[]): readonly RawRow[];
  /** Row by row. Nothing else may be written on this connection meanwhile. */
  each(sql: string, ...values: readonly SqlValue[]): IterableIterator<RawRow>;
  /** Runs one statement; gives how many rows it changed. */
  run(sql: string, ...values: readonly SqlValue[]): number;
  /** Runs several statements, one after the other. */
  exec(sql: string): void;
  /**
   * The objects of the schema as SQLite stores them, in the order in which they were made; SQLite's own tables are left out. `after`: only
   * those behind this `id` (default 0), and at most `most` (default all).
   */
  objects(after?: number, most?: number): readonly StoredObject[];
  /** What SQLite tells of each table of the main schema. */
  tables(): readonly TableFacts[];
  /** The schema as a model, without the tables for which `ignore` holds. */
  model(ignore: (name: string) => boolean): SchemaModel;
  /** Whether a transaction is open: some errors end the one that they happen in. */
  isInTransaction(): boolean;
  /** A counter that moves whenever the schema does. */
  cookie(): number;
  /**
   * The root pages that a statement may write or free, as SQLite's own compiled program says now. The statement is compiled anew each
   * time and not run; one that SQLite can't compile now gives null. -1 among them stands for the
   * tables behind virtual tables, which no opcode names. `values`: one for each parameter. https://sqlite.org/opcode.html
   */
  writtenPages(sql: string, ...values: readonly SqlValue[]): ReadonlySet<number> | null;
  /**
   * Gives objects of the main schema other texts that say the same (`saysTheSame`), in the transaction that is open: nothing is built anew.
   * https://sqlite.org/lang_altertable.html#otheralter
   */
  reword(objects: readonly { readonly type: string; readonly name: string; readonly sql: string }[]): void;
  /**
   * Whether an UPDATE or DELETE hits at least this part (0 to 1) of its table's rows, as far as that can be told by its condition; false
   * where it can't, and where a key leads to the rows.
   */
  hitsPart(sql: string, table: string, part: number): boolean;
  /** Runs a body while tables that SQLite guards (sqlite_sequence's kin, shadow tables of virtual tables) may be written. */
  unguarded<R>(body: () => R): R;
}

const benches = new WeakMap<Database.Database, Workbench>();

/** The workbench of a connection: one for each, since it knows the statements that come again. */
export function workbenchOn(db: Database.Database): Workbench {
  const bench = benches.get(db) ?? makeWorkbench(db);
  benches.set(db, bench);
  return bench;
}

function makeWorkbench(db: Database.Database): Workbench {
  const prepare = cache((sql) => db.prepare(sql), /^(?:INSERT|UPDATE|DELETE|SAVEPOINT|RELEASE) /);
  const read = cache((sql) => db.prepare(sql).raw(true).safeIntegers(true), /^SELECT /);
  const cookie = db.prepare('PRAGMA schema_version').pluck().safeIntegers(false);
  return {
    rows: (sql, ...values) => read(sql).all(...values) as RawRow[],
    each: (sql, ...values) =>
      db
        .prepare(sql)
        .raw(true)
        .safeIntegers(true)
        .iterate(...values) as IterableIterator<RawRow>,
    run: (sql, ...values) => prepare(sql).run(...values).changes,
    exec: (sql) => void db.exec(sql),
    objects: (after = 0, most = -1) => readStoredObjects(db, after, most),
    tables: () => readTableFacts(db),
    model: (ignore) => introspect(db, ignore),
    isInTransaction: () => db.inTransaction,
    cookie: () => cookie.get() as number,
    writtenPages: (sql, ...values) => writtenPages(db, sql, values),
    reword: (objects) => reword(db, objects),
    hitsPart: (sql, table, part) => hitsPart(db, sql, table, part),
    unguarded: (body) => {
      db.unsafeMode(true);
      try {
        return body();
      } finally {
        db.unsafeMode(false);
      }
    },
  };
}

function reword(db: Database.Database, objects: Parameters<Workbench['reword']>[0]): void {
  if (objects.length === 0) return;
  db.unsafeMode(true);
  try {
    db.exec('PRAGMA writable_schema = ON');
    for (const { type, name, sql } of objects)
      db.prepare('UPDATE main.sqlite_schema SET sql = ? WHERE type = ? AND name = ?').run(sql, type, name);
    db.pragma(`main.schema_version = ${Number(db.pragma('main.schema_version', { simple: true })) + 1}`);
  } finally {
    // Has SQLite read the schema again.
    db.exec('PRAGMA writable_schema = RESET');
    db.unsafeMode(false);
  }
}

function hitsPart(db: Database.Database, sql: string, table: string, part: number): boolean {
  const query = findsByKey(db, sql) ? null : whichRows(sql);
  if (query === null) return false;
  try {
    const rows = Number(
      db
        .prepare(`SELECT count(*) FROM main.${quoteName(table)}`)
        .pluck()
        .get(),
    );
    const enough = Math.max(1, Math.ceil(rows * part));
    return db.prepare(`SELECT 1 FROM (${query}) LIMIT 1 OFFSET ${enough - 1}`).get() !== undefined;
  } catch {
    return false; // It is only asked what is cheaper: the statement itself will tell what is wrong with it.
  }
}

const MOST_PREPARED = 200;

/**
 * Compiles each plain statement once: those of thousands of rows and migrations are the same few. Rows are told by their place and not
 * by names, so that it does not matter when the schema changes in between. Anything else is compiled anew.
 */
function cache(compile: (sql: string) => Database.Statement, which: RegExp): (sql: string) => Database.Statement {
  const known = new Map<string, Database.Statement>();
  return (sql) => {
    if (!which.test(sql)) return compile(sql);
    const found = known.get(sql) ?? compile(sql);
    if (known.size >= MOST_PREPARED) known.clear();
    known.set(sql, found);
    return found;
  };
}
