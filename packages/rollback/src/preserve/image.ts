import type { StoredObject } from '@zepix/migrations-sqlite';
import { quoted } from '../store/names.js';
import type { Shape } from '../trace/shape.js';

/** The rows of a table as they were before the run, wherever they lie now. */
export interface Image {
  readonly before: StoredObject;
  readonly shape: Shape;
  /** The table that they lie in. */
  readonly table: string;
  /** The whole table under another name; else a copy of its rows: `k` the rowid, `c<i>` each column that is not the rowid itself. */
  readonly parked: boolean;
}

/** How a column is called in an image. */
export function imageColumn({ shape, parked }: Image, index: number): string {
  const name = shape.columns[index]?.name ?? '';
  return parked ? quoted(name) : name === shape.alias ? 'k' : `c${index}`;
}

/** How the rowid is called in an image; null where the table has none. */
export function imageRowid({ shape, parked }: Image): string | null {
  if (shape.rowid === null) return null;
  return parked ? shape.rowid : 'k';
}

/** The table that a copy of rows goes into. Columns of keys have their affinity and collation, or no index on them could be used. */
export function createCopy(name: string, shape: Shape): string {
  const collations = new Map(shape.keys.flatMap((parts) => parts.map(({ name: column, collation }) => [column, collation] as const)));
  const columns = shape.columns.flatMap((column, index) => {
    if (column.name === shape.alias) return [];
    const collation = collations.get(column.name);
    return collation === undefined ? `c${index}` : `c${index} ${column.affinity} COLLATE ${quoted(collation)}`;
  });
  return `CREATE TABLE ${quoted(name)} (${[...(shape.rowid === null ? [] : ['k INTEGER PRIMARY KEY']), ...columns].join(', ')})`;
}
