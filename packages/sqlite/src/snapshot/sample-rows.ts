import type Database from 'better-sqlite3';
import { quoteName } from '../model/names.js';
import { accessibleRowid } from './row-difference.js';
import { spreadRows } from './sample-spread.js';
import type { ComparedTable } from './tables.js';

/** Rows as they are read: for each column its type, and its value with text as its bytes. */
export type Cells = readonly unknown[];

/** How to read rows of a table exactly, and to write them elsewhere. */
export interface Exact {
  /** Behind SELECT. */
  readonly columns: string;
  /** A whole INSERT that takes what was read; a row that is there already stays. */
  readonly insert: string;
}

/** The row's own number comes first where it can be named. */
export function exactly(table: ComparedTable): Exact {
  const rowid = accessibleRowid(table);
  const names = [...(rowid === null ? [] : [rowid]), ...table.columns.map(quoteName)];
  const cell = (name: string): string => `typeof(${name}), CASE typeof(${name}) WHEN 'text' THEN CAST(${name} AS BLOB) ELSE ${name} END`;
  const value = "(SELECT iif(kind = 'text', CAST(held AS TEXT), held) FROM (SELECT ? AS kind, ? AS held))";
  return {
    columns: names.map(cell).join(', '),
    insert: `INSERT OR IGNORE INTO ${quoteName(table.name)} (${names.join(', ')}) VALUES (${names.map(() => value).join(', ')})`,
  };
}

/** Which rows of a table were taken. */
export interface Taken {
  readonly rows: Iterable<Cells>;
  /** At most so many rows the table has; null where that is not known. */
  readonly of: number | null;
  readonly isWhole: boolean;
}

/**
 * All rows of a table where there are no more than `most`; else its first, its last, and rows spread evenly over its key, each found by the
 * key and none by reading the table. By the rowid where there is one; where the primary key is neither of integers nor of text that
 * compares by its bytes, the first and the last alone.
 */
export function takeRows(db: Database.Database, table: ComparedTable, most: number): Taken {
  const { columns } = exactly(table);
  const from = `FROM ${quoteName(table.name)}`;
  const read = (sql: string, ...values: unknown[]): Cells[] =>
    db
      .prepare(sql)
      .safeIntegers(true)
      .raw()
      .all(...values) as Cells[];
  const few = read(`SELECT ${columns} ${from} LIMIT ?`, most + 1);
  if (few.length <= most) return { rows: few, of: few.length, isWhole: true };
  const rowid = accessibleRowid(table);
  const key = rowid === null ? (table.primaryKey ?? []).map(quoteName) : [rowid];
  const quarter = Math.floor(most / 4);
  const spread = isSpreadable(db, table) ? spreadRows(db, { from, columns, key }, most - 2 * quarter) : [];
  const ends = spread.length === 0 ? Math.floor(most / 2) : quarter;
  const order = (direction: string): string => (key.length === 0 ? '' : `ORDER BY ${key.map((name) => `${name} ${direction}`).join(', ')}`);
  const outer = ['ASC', 'DESC'].flatMap((direction) => read(`SELECT ${columns} ${from} ${order(direction)} LIMIT ?`, ends));
  return { rows: [...outer, ...spread], of: rowid === null ? null : spanOf(read, from, rowid), isWhole: false };
}

function spanOf(read: (sql: string) => Cells[], from: string, rowid: string): number {
  const [lowest, highest] = read(`SELECT min(${rowid}), max(${rowid}) ${from}`)[0] as [bigint, bigint];
  return Number(highest - lowest) + 1;
}

/** Whether rows can be looked up by the key in the order of its bytes. */
function isSpreadable(db: Database.Database, { name, primaryKey }: ComparedTable): boolean {
  if (primaryKey === null) return true;
  const sql = `SELECT x.coll FROM pragma_index_list(?) AS i, pragma_index_xinfo(i.name) AS x WHERE i.origin = 'pk' AND x.key = 1`;
  const collations = db.prepare(sql).pluck().all(name) as string[];
  return collations.every((collation) => collation === 'BINARY') && db.pragma('encoding', { simple: true }) === 'UTF-8';
}
