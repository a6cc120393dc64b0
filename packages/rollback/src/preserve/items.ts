import type { KeptItem } from '@zepix/migrations-core';
import type { TableEntry } from '../store/manifest.js';

/** What is kept, for the reader. */
export function itemsOf(tables: readonly TableEntry[]): readonly KeptItem[] {
  return tables.flatMap(itemsOfTable);
}

function itemsOfTable({ before: table, after, columns, changed, deleted, inserted, whole }: TableEntry): KeptItem[] {
  const items: KeptItem[] = [];
  if (whole) items.push({ kind: 'table', table, columns: [], rows: whole.rows });
  if (deleted) items.push({ kind: after === null ? 'table' : 'deleted-rows', table, columns: [], rows: deleted.rows });
  if (changed) {
    const named = changed.columns.map((index) => columns[index]);
    const dropped = named.flatMap((column) => (column?.after === null ? [column.name] : []));
    const rest = named.flatMap((column) => (column && column.after !== null ? [column.name] : []));
    const { rows, rowsLost = rows, rowsWritten = rows } = changed;
    if (dropped.length > 0 && rowsLost > 0) items.push({ kind: 'column', table, columns: dropped, rows: rowsLost });
    if ((rest.length > 0 || changed.rowid) && rowsWritten > 0)
      items.push({ kind: 'changed-values', table, columns: rest, rows: rowsWritten });
  }
  if (inserted) items.push({ kind: 'inserted-keys', table, columns: [], rows: inserted.rows });
  return items;
}
