import type { StoredObject } from '@zepix/migrations-sqlite';
import type { TableEntry, Witness } from '../store/manifest.js';
import { quoted } from '../store/names.js';
import type { Sides } from '../store/sides.js';
import type { Shape } from '../trace/shape.js';
import { keepPutRows } from './put-rows.js';

/** Numbers that are given by themselves are used again from the highest down: the last rows are those that another may be taken for. */
const ROWS = 20;

/** A value as far as it tells one row from another. */
export function inShort(cell: string): string {
  return `CASE WHEN typeof(${cell}) IN ('text', 'blob') AND length(${cell}) > 40 THEN substr(${cell}, 1, 40) ELSE ${cell} END`;
}

/** What the last rows of a table were that was written. Null where it has no numbers, or nothing but its key, or where rows only came and went. */
export function keepWitness(
  sides: Sides,
  { columns, key, changed, inserted, deleted, highest }: TableEntry,
  { name }: StoredObject,
  shape: Shape,
): Witness | null {
  const number = shape.alias ?? shape.rowid;
  const isWritten = changed !== null || (inserted === null && deleted === null);
  if (!isWritten || highest === null || number === null || shape.rowid === null) return null;
  const names = key === 'rowid' ? [number] : key.map((index) => columns[index]?.after ?? '');
  const values = shape.columns.map((column) => column.name).filter((column) => !names.includes(column));
  if (names.includes('') || values.length < 2) return null;
  const rest = `FROM (SELECT * ${shape.alias === null ? `, ${shape.rowid} AS _zepix_r` : ''} FROM main.${quoted(name)} ORDER BY ${shape.rowid} DESC LIMIT ${ROWS}) AS t`;
  const cell = (column: string): string => `t.${shape.alias === null && column === shape.rowid ? '_zepix_r' : quoted(column)}`;
  const kept = keepPutRows(sides, name, { key: names, values }, rest, (column, _, kind) =>
    kind === 'k' ? cell(column) : inShort(cell(column)),
  );
  if (kept === null) return null;
  const [lowest] = sides.first(`SELECT min(r) FROM (SELECT ${shape.rowid} AS r FROM main.${quoted(name)} ORDER BY 1 DESC LIMIT ${ROWS})`);
  return { ...kept, lowest: String(lowest) };
}
