import type Database from 'better-sqlite3';
import { tablesOf } from './facts.js';

/** Everything that an application can see in a database: texts of the schema in their order, all rows bit by bit, the id counters. */
export interface Contents {
  readonly schema: readonly unknown[];
  readonly rows: Readonly<Record<string, readonly unknown[]>>;
  readonly counters: readonly unknown[];
}

export function contentsOf(db: Database.Database): Contents {
  const own = String.raw`name NOT LIKE 'schema\_migrations%' ESCAPE '\'`;
  const kept = String.raw`tbl_name NOT LIKE '\_zepix\_%' ESCAPE '\'`;
  const parts = `tbl_${own} AND ${own} AND ${kept} AND name <> 'sqlite_sequence'`;
  return {
    schema: db.prepare(`SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE ${parts} ORDER BY type, name`).raw().all(),
    rows: Object.fromEntries(tablesOf(db).map((table) => [table, rowsOf(db, table)])),
    counters: hasCounters(db)
      ? db.prepare(`SELECT name, seq FROM sqlite_sequence WHERE ${own} ORDER BY name`).safeIntegers().raw().all()
      : [],
  };
}

/** Rows with the storage class and the bytes of every value, in the order of their rowid. */
export function rowsOf(db: Database.Database, table: string): readonly unknown[] {
  const columns = db.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table) as string[];
  const values = columns.map(
    (name) => `typeof("${name}"), CASE typeof("${name}") WHEN 'real' THEN printf('%!.17g', "${name}") ELSE quote("${name}") END`,
  );
  return db
    .prepare(`SELECT rowid, ${values.join(', ')} FROM "${table}" ORDER BY rowid`)
    .safeIntegers()
    .raw()
    .all()
    .map((row) => JSON.stringify(row, plain));
}

function plain(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}

function hasCounters(db: Database.Database): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_sequence'").get() !== undefined;
}
