import type { StoredObject } from '@zepix/migrations-sqlite';
import { quoted } from '../store/names.js';
import type { Shape } from '../trace/shape.js';

/** The rows of a table as they were before the run, wherever they lie now. */
export interface Image {
  readonly before: StoredObject;
  readonly shape: Shape;
  /** The table that they lie in: a temporary one, where it is not parked. */
  readonly table: string;
  /** The whole table under another name; else a copy of its rows: `k` the rowid, `c<i>` each column that is not the rowid itself. */
  readonly parked: boolean;
  /** A temporary table of the rowids (`r`) that were written: the image has these rows alone, all others are as they were. Null: it has all. */
  readonly rows: string | null;
  /** Whether its table is emptied and used again, instead of dropped. Columns of keys are then like all others. */
  readonly pooled?: boolean;
}

/** How a column is called in an image. */
export function imageColumn({ shape, parked }: Pick<Image, 'shape' | 'parked'>, index: number): string {
  const name = shape.columns[index]?.name ?? '';
  return parked ? quoted(name) : name === shape.alias ? 'k' : `c${index}`;
}

/** How the rowid is called in an image; null where the table has none. */
export function imageRowid({ shape, parked }: Pick<Image, 'shape' | 'parked'>): string | null {
  if (shape.rowid === null) return null;
  return parked ? shape.rowid : 'k';
}

/** A column of a copy of rows: `index` of the table's own column, null for the rowid. */
export interface CopyColumn {
  readonly into: string;
  readonly index: number | null;
  readonly definition: string;
}

/** The columns of a copy of rows. Those of keys have their affinity and collation, or no index on them could be used. */
export function copyColumns(shape: Shape): readonly CopyColumn[] {
  const collations = new Map(shape.keys.flatMap((parts) => parts.map(({ name, collation }) => [name, collation] as const)));
  const columns = shape.columns.flatMap(({ name, affinity }, index) => {
    if (name === shape.alias) return [];
    const [into, collation] = [`c${index}`, collations.get(name)];
    return [{ into, index, definition: collation === undefined ? into : `${into} ${affinity} COLLATE ${quoted(collation)}` }];
  });
  return shape.rowid === null ? columns : [{ into: 'k', index: null, definition: 'k INTEGER PRIMARY KEY' }, ...columns];
}

/** True where two values are not the same one: `1 IS 1.0` holds, and so does `'a' IS 'A'` under NOCASE. */
export function differs(a: string, b: string): string {
  return `(${a} COLLATE BINARY IS NOT ${b} OR typeof(${a}) <> typeof(${b}))`;
}

/** As `differs`, of two columns that hold no numbers: to ask for types is most of what comparing costs. */
export function textDiffers(a: string, b: string): string {
  return `${a} COLLATE BINARY IS NOT ${b}`;
}

const LITERAL = /^(?:[+-]?\d+(?:\.\d+)?|'(?:[^']|'')*'|NULL)$/i;

/** What a column has by itself, in a row that names no value for it: SQL; null where that is no plain value. */
export function valueByItself({ columns }: Shape, index: number): string | null {
  const value = columns[index]?.defaultValue ?? 'NULL';
  return LITERAL.test(value) ? value : null;
}

/** Whether a column that is gone held another value than it gets by itself when it comes back; `cell`: SQL for that value. */
export function isNotDefault(shape: Shape, index: number, cell: string): string {
  const value = valueByItself(shape, index);
  return value === null ? '1' : differs(cell, value);
}

/** The statement that makes the table that a copy of rows goes into; `table`: as it stands in SQL. */
export function createCopy(table: string, shape: Shape): string {
  const defined = copyColumns(shape).map(({ definition }) => definition);
  return `CREATE TABLE ${table} (${defined.join(', ')})`;
}
