import type Database from 'better-sqlite3';
import { quoteName } from '../model/names.js';
import { accessibleRowid } from './row-difference.js';
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
 * All rows of a table where there are no more than `most`; else its first, its last, and rows spread evenly over its rowids, each found
 * by the key and none by reading the table. Of one without rowids the first and the last.
 */
export function takeRows(db: Database.Database, table: ComparedTable, most: number): Taken {
  const { columns } = exactly(table);
  const from = `FROM ${quoteName(table.name)}`;
  const rowid = accessibleRowid(table);
  const read = (sql: string, ...values: unknown[]): Cells[] =>
    db
      .prepare(sql)
      .safeIntegers(true)
      .raw()
      .all(...values) as Cells[];
  const few = read(`SELECT ${columns} ${from} LIMIT ?`, most + 1);
  if (few.length <= most) return { rows: few, of: few.length, isWhole: true };
  if (rowid === null) return { rows: bothEnds(read, columns, from, table, most), of: null, isWhole: false };
  const [lowest, highest] = read(`SELECT min(${rowid}), max(${rowid}) ${from}`)[0] as [bigint, bigint];
  const ends = Math.floor(most / 4);
  const next = db.prepare(`SELECT ${columns} ${from} WHERE ${rowid} >= ? ORDER BY ${rowid} LIMIT 1`).safeIntegers(true).raw();
  const spread = places(lowest, highest, most - 2 * ends).map((at) => next.get(at) as Cells | undefined);
  const rows = [
    ...read(`SELECT ${columns} ${from} ORDER BY ${rowid} LIMIT ?`, ends),
    ...spread.filter((row) => row !== undefined),
    ...read(`SELECT ${columns} ${from} ORDER BY ${rowid} DESC LIMIT ?`, ends),
  ];
  return { rows, of: Number(highest - lowest) + 1, isWhole: false };
}

function bothEnds(
  read: (sql: string, ...values: unknown[]) => Cells[],
  columns: string,
  from: string,
  { primaryKey }: ComparedTable,
  most: number,
): Cells[] {
  const key = (primaryKey ?? []).map(quoteName);
  const order = (direction: string): string => (key.length === 0 ? '' : `ORDER BY ${key.map((name) => `${name} ${direction}`).join(', ')}`);
  const half = Math.floor(most / 2);
  return ['ASC', 'DESC'].flatMap((direction) => read(`SELECT ${columns} ${from} ${order(direction)} LIMIT ?`, half));
}

/** So many numbers, evenly spread. */
function places(lowest: bigint, highest: bigint, count: number): bigint[] {
  const span = highest - lowest;
  return Array.from({ length: count }, (_, index) => lowest + (span * BigInt(index + 1)) / BigInt(count + 1));
}
