import type { ImageRow, TableImage } from '../image/index.js';
import { imageOf, placeOf } from './table-source.js';
import type { TableSource } from './table-source.js';
import type { Sample, Seen } from './sample.js';

/** A row that a migration inserts whatever the database holds: how it is found, as column and SQL literal. */
export interface Extra {
  readonly cells: readonly (readonly [column: string, value: string])[];
  /** Whether the cells are a key, so that no other row can have them. */
  readonly isKey: boolean;
}

const MOST = 500;

/**
 * The rows of a table that the migration inserted by itself, and not out of rows that were there: those that it makes on an empty
 * database, and on generated rows as well. What it made out of other rows can't be told from what the application wrote since.
 */
export function findExtras(name: string, source: TableSource, seen: Seen): readonly Extra[] {
  if (source.only !== null || (source.key !== 'rowid' && source.key?.some(([was]) => was === 'rowid'))) return [];
  const bare = others(name, source, seen.bare);
  if (bare === null || bare.rows.length > MOST || isUntraceable(name, source, seen.bare)) return [];
  const samples = seen.samples.map((sample) => others(name, source, sample));
  const sql = seen.bare.after.objects.find((object) => object.type === 'table' && object.name === source.table)?.sql ?? '';
  const hasRowid = !/\bWITHOUT\s+ROWID\b/i.test(sql);
  return bare.rows.flatMap((row) => {
    const found = describe(row, bare.table, source, samples, { hasRowid, day: seen.day });
    return found === null ? [] : [found];
  });
}

/** Whether rows can't be told from those of before: there were some, no key leads to them, and their columns are others now. */
function isUntraceable(name: string, { table, key }: TableSource, { before, after }: Sample): boolean {
  const [was, now] = [imageOf(before, name), imageOf(after, table)];
  return key === null && (was?.rows.length ?? 0) > 0 && was?.columns.join('\u0000') !== now?.columns.join('\u0000');
}

interface Others {
  readonly table: TableImage;
  readonly rows: readonly ImageRow[];
}

/** The rows after that belong to none before. */
function others(name: string, { table, key }: TableSource, { before, after }: Sample): Others | null {
  const [was, now] = [imageOf(before, name), imageOf(after, table)];
  if (was === null || now === null) return null;
  const text = (image: TableImage, side: 0 | 1) => {
    if (key === 'rowid') return (_: ImageRow, at: number) => image.rowids?.[at] ?? '';
    const places = key === null ? image.columns.map((_, at) => at) : key.map((pair) => placeOf(image, pair[side]));
    return (row: ImageRow) => places.map((at) => row[at]).join('\u0000');
  };
  const known = new Set(was.rows.map(text(was, 0)));
  const textOf = text(now, 1);
  return { table: now, rows: now.rows.filter((row, at) => !known.has(textOf(row, at))) };
}

function describe(
  row: ImageRow,
  table: TableImage,
  source: TableSource,
  samples: readonly (Others | null)[],
  { hasRowid, day }: { readonly hasRowid: boolean; readonly day: string },
): Extra | null {
  const key = source.key === null || source.key === 'rowid' ? [] : source.key.map(([, column]) => placeOf(table, column));
  const byKey = key.length > 0 && samples.every((sample) => sample?.rows.some((other) => key.every((at) => other[at] === row[at])));
  const places = byKey ? key : constants(row, table, samples, day);
  if (places.length === 0 || (!byKey && !hasRowid)) return null;
  return { cells: places.map((at) => [table.columns[at] ?? '', row[at] ?? 'NULL'] as const), isKey: byKey };
}

const DAY_MS = 86_400_000;

/** Whether a value looks like the time at which the migration was watched: at the next run it is another. */
function isMoment(cell: string, day: string): boolean {
  if (cell.includes(day)) return true;
  const number = /^-?\d+(?:\.\d+)?$/.test(cell) ? Number(cell) : Number.NaN;
  return [1, 1000].some((unit) => Math.abs(number * unit - Date.parse(day)) < 2 * DAY_MS);
}

/** The columns that have the row's values in every sample too, in the row that is most like it. */
function constants(row: ImageRow, table: TableImage, samples: readonly (Others | null)[], day: string): readonly number[] {
  const alike = samples.map((sample) => closest(row, sample?.rows ?? []));
  if (alike.includes(null)) return [];
  const isConstant = (at: number): boolean => alike.every((other) => other?.[at] === row[at]) && !isMoment(row[at] ?? '', day);
  const places = table.columns.map((_, at) => at).filter(isConstant);
  return places.some((at) => row[at] !== 'NULL') ? places : [];
}

function closest(row: ImageRow, rows: readonly ImageRow[]): ImageRow | null {
  const scored = rows.map((other) => [other, other.filter((cell, at) => cell === row[at]).length] as const);
  return scored.toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}
