import type { StoredObject, Workbench } from '@zepix/migrations-sqlite';
import type { PutRows } from '../store/manifest.js';
import { quoted } from '../store/names.js';
import type { Sides } from '../store/sides.js';
import type { Shape } from '../trace/shape.js';

/** Of larger tables what was put in is not kept: rows of it that the application deletes are put in again by a second run. */
const MOST_ROWS = 20_000;

/** The rows that a run put into a table that it made, by its key. Null where it has none, or too many. */
export function keepPut(bench: Workbench, sides: Sides, { name }: StoredObject, shape: Shape): PutRows | null {
  const key = shape.alias === null ? (shape.keys[0]?.map((part) => part.name) ?? []) : [shape.alias];
  const table = `main.${quoted(name)}`;
  if (key.length === 0 || bench.rows(`SELECT 1 FROM ${table} LIMIT 1 OFFSET ${MOST_ROWS}`).length > 0) return null;
  const values = shape.alias === null ? [] : shape.columns.map((column) => column.name).filter((column) => column !== shape.alias);
  return keepPutRows(sides, name, { key, values }, `FROM ${table} AS t`, (column) => `t.${quoted(column)}`);
}

/** Keeps rows of a query whose columns are called as `from` says. Null where it has none. */
export function keepPutRows(
  sides: Sides,
  table: string,
  { key, values }: Pick<PutRows, 'key' | 'values'>,
  rest: string,
  from: (column: string, at: number, kind: 'k' | 'v') => string,
): PutRows | null {
  const columns = [
    ...key.map((column, at) => ({ into: `k${at}`, definition: `k${at}`, from: from(column, at, 'k') })),
    ...values.map((column, at) => ({ into: `v${at}`, definition: `v${at}`, from: from(column, at, 'v') })),
  ];
  const side = sides.keep(`${table}_put`, columns, { rest, values: [] });
  return side === null ? null : { table, key, values, side };
}
