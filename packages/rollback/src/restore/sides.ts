import type { Workbench } from '@zepix/migrations-sqlite';
import type { TableEntry } from '../store/manifest.js';
import { quoted } from '../store/names.js';
import type { Shape } from '../trace/shape.js';

/** A table as it stands, and by which of an entry's names its columns go. */
export interface Standing {
  readonly table: string;
  readonly shape: Shape;
  /** `after`: as the run left it; `before`: as it was. */
  readonly side: 'before' | 'after';
}

/** How the standing table calls a column of the entry; null where it has none. */
export function standingColumn({ shape, side }: Standing, entry: TableEntry, index: number): string | null {
  const column = entry.columns[index];
  const name = side === 'after' ? column?.after : column?.name;
  return shape.columns.find((one) => one.name.toLowerCase() === name?.toLowerCase())?.name ?? null;
}

/** Pairs a row `t` of the standing table with a row `s` of a side table; null where the table has not what the key needs. */
export function joinSide(standing: Standing, entry: TableEntry, side: string): string | null {
  const letter = standing.side === 'after' ? afterLetter(entry) : 'b';
  if (entry.key === 'rowid') return standing.shape.rowid === null ? null : `t.${standing.shape.rowid} = ${side}.k${letter}0`;
  const parts = entry.key.map((index, at) => ({ column: standingColumn(standing, entry, index), at }));
  if (parts.some(({ column }) => column === null)) return null;
  return parts.map(({ column, at }) => `t.${quoted(column ?? '')} = ${side}.k${letter}${at}`).join(' AND ');
}

/** What the keys after are called in the side table of changed rows: `ka…`, or `kb…` where they are the numbers of before. */
export function afterLetter({ changed }: TableEntry): 'a' | 'b' {
  return changed?.oneKey === true ? 'b' : 'a';
}

/**
 * The condition that a row `t` is one of those of a side table, as `joinSide` pairs them: asked from the side's few rows, where a
 * correlated EXISTS would ask each row of the table. `keyOf`: what the side calls
 * each part of the key, `from`: its FROM and WHERE.
 */
export function isOneOf(standing: Standing, entry: TableEntry, keyOf: (at: number) => string, from: string): string | null {
  if (entry.key === 'rowid') return standing.shape.rowid === null ? null : `t.${standing.shape.rowid} IN (SELECT ${keyOf(0)} ${from})`;
  const columns = entry.key.map((index) => standingColumn(standing, entry, index));
  if (columns.includes(null)) return null;
  const names = columns.map((name) => `t.${quoted(name ?? '')}`);
  const keys = columns.map((_, at) => keyOf(at));
  const row = names.length === 1 ? names.join('') : `(${names.join(', ')})`;
  return `${row} IN (SELECT ${keys.join(', ')} ${from})`;
}

/** As `joinSide` for `inserted`, whose rows have only a key of after; where the table is as before, its columns are told by name. */
export function joinInserted(standing: Standing, entry: TableEntry, side: string): string | null {
  const join = joinSide(standing, entry, side);
  return join === null ? null : join.replaceAll(`${side}.kb`, `${side}.ka`);
}

/** How a side table of whole rows calls a column; `rowid`: the hidden rowid. */
export function rowColumn(entry: TableEntry, index: number | 'rowid'): string {
  if (entry.whole !== null) return index === 'rowid' ? '_rowid_' : quoted(entry.columns[index]?.name ?? '');
  return index === 'rowid' || index === entry.alias ? 'k' : `c${index}`;
}

/** The table of whole rows that only before has; null where there is none. */
export function goneRows({ whole, deleted }: TableEntry): { readonly table: string; readonly rows: number } | null {
  return whole ?? deleted;
}

/** Pairs a row `t` of the standing table with a row `d` of those that only before has. */
export function joinGone(standing: Standing, entry: TableEntry): string | null {
  if (entry.key === 'rowid') return standing.shape.rowid === null ? null : `t.${standing.shape.rowid} = d.${rowColumn(entry, 'rowid')}`;
  const parts = entry.key.map((index) => ({ column: standingColumn(standing, entry, index), index }));
  if (parts.some(({ column }) => column === null)) return null;
  return parts.map(({ column, index }) => `t.${quoted(column ?? '')} = d.${rowColumn(entry, index)}`).join(' AND ');
}

/** Makes a side table's keys quick to find; made only when rows come back, since few ever do. Numbers of before are so by themselves. */
export function indexSide(bench: Workbench, entry: TableEntry, side: string, letter: 'a' | 'b'): void {
  if (letter === 'b' && (entry.key === 'rowid' || (entry.key.length === 1 && entry.key[0] === entry.alias))) return;
  const columns = (entry.key === 'rowid' ? [0] : entry.key.map((_, at) => at)).map((at) => `k${letter}${at}`);
  bench.exec(`CREATE INDEX IF NOT EXISTS ${quoted(`${side}_k${letter}`)} ON ${quoted(side)} (${columns.join(', ')})`);
}

/** Makes the keys of rows that only before has quick to find, where they are not by themselves. */
export function indexGone(bench: Workbench, entry: TableEntry): void {
  const { deleted, key, alias } = entry;
  if (deleted === null || key === 'rowid' || (key.length === 1 && key[0] === alias)) return;
  const columns = key.map((index) => rowColumn({ ...entry, whole: null }, index));
  bench.exec(`CREATE INDEX IF NOT EXISTS ${quoted(`${deleted.table}_k`)} ON ${quoted(deleted.table)} (${columns.join(', ')})`);
}
