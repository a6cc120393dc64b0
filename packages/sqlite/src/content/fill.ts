import type { Contents, LeavesOut, TableRows } from '@zepix/migrations-core';
import { quoteName } from '../model/names.js';

/** The statements that put the contents into empty tables: a row each, then the AUTOINCREMENT counters, then the file's own numbers. */
export function fill({ tables, settings }: Contents, leavesOut: LeavesOut): readonly string[] {
  return [
    ...tables.flatMap((table) => table.rows.map((row, index) => insert(table, row, (at) => leavesOut(table, index, at)))),
    ...tables.flatMap(counter),
    ...Object.entries(settings).flatMap(([name, value]) => (value === 0 ? [] : [`PRAGMA ${name} = ${value}`])),
  ];
}

function insert(
  { table, columns }: TableRows,
  row: readonly string[],
  isLeftOut: (column: TableRows['columns'][number]) => boolean,
): string {
  const given = columns.map((column, index) => ({ column, value: row[index] ?? 'NULL' })).filter(({ column }) => !isLeftOut(column));
  if (given.length === 0) return `INSERT INTO ${quoteName(table)} DEFAULT VALUES`;
  const names = given.map(({ column }) => quoteName(column.name)).join(', ');
  return `INSERT INTO ${quoteName(table)} (${names}) VALUES (${given.map(({ value }) => value).join(', ')})`;
}

/** A counter stands where the highest number ever given stood: above the rows that are left. The first insert makes its row. */
function counter({ table, rows, counter: value }: TableRows): string[] {
  if (value === null) return [];
  const name = `'${table.replaceAll("'", "''")}'`;
  return [
    rows.length === 0
      ? `INSERT INTO sqlite_sequence (name, seq) VALUES (${name}, ${value})`
      : `UPDATE sqlite_sequence SET seq = ${value} WHERE name = ${name}`,
  ];
}
