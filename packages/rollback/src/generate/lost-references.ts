import { foldName, quoteName } from '@zepix/migrations-sqlite';
import type { SchemaModel, TableModel } from '@zepix/migrations-sqlite';
import { uniqueColumns } from './stand-in.js';
import { isStoodFor } from './table-source.js';
import type { TableSource } from './table-source.js';

/** A column whose value is gone, though it may not be NULL and refers to a row of another table. */
export interface LostReference {
  readonly column: string;
  /** What was put there at first, as SQL. */
  readonly standIn: string;
  readonly parent: string;
  readonly parentColumn: string;
}

/** Not those of a key: two rows can't have the same parent there. */
export function lostReferences(
  table: TableModel,
  source: TableSource,
  standIns: ReadonlyMap<string, string>,
  { indexes }: SchemaModel,
): readonly LostReference[] {
  const unique = uniqueColumns(table, indexes);
  return table.foreignKeys.flatMap(({ columns: [column, second], parent, parentColumns: [parentColumn] }) => {
    if (column === undefined || second !== undefined || parentColumn === undefined || unique.has(foldName(column))) return [];
    const standIn = standIns.get(foldName(column));
    return standIn === undefined || !isStoodFor(source, column) ? [] : [{ column, standIn, parent, parentColumn }];
  });
}

/** Has them refer to some row that is there, once all tables are back: what refers to nothing would have the whole rollback refused. */
export function referToSome(table: string, { column, standIn, parent, parentColumn }: LostReference): string {
  const [name, own, other, key] = [table, column, parent, parentColumn].map(quoteName) as [string, string, string, string];
  const isOrphan = `NOT EXISTS (SELECT 1 FROM ${other} AS p WHERE p.${key} = ${name}.${own})`;
  return `UPDATE ${name} SET ${own} = (SELECT min(p.${key}) FROM ${other} AS p)
  WHERE ${own} = ${standIn} AND ${isOrphan} AND EXISTS (SELECT 1 FROM ${other} AS p WHERE p.${key} IS NOT NULL)`;
}
