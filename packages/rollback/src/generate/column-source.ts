import { foldName } from '@zepix/migrations-sqlite';
import type { ImageRow, TableImage } from '../image/index.js';
import { candidates } from './candidates.js';
import { MOST_KINDS, TELLING_VALUES, indexRows, restrict } from './pairing.js';
import type { Pairing } from './pairing.js';
import type { Seen } from './sample.js';
import { imageOf, placeOf } from './table-source.js';
import type { ColumnSource, TableSource } from './table-source.js';

/** A column of before, whose values are looked for. */
export interface Wanted {
  readonly column: string;
  readonly at: number;
  /** Under which name it would be, if nothing else is known. Folded. */
  readonly named: string;
  readonly before: TableImage;
  readonly after: TableImage;
  readonly pairing: Pairing;
  readonly seen: Seen;
}

/** Where a column's values are; `exact` where that gives every one of them back. */
export function sourceOf(wanted: Wanted): { readonly source: ColumnSource; readonly exact: boolean } | null {
  const { at, named, after, pairing, seen } = wanted;
  const holds = (place: number): boolean => pairing.pairs.every(([was, now]) => isSame(was[at] ?? '', now[place] ?? ''));
  const own = after.columns.findIndex((name) => foldName(name) === named);
  const direct = (place: number) => ({
    source: { kind: 'column' as const, column: after.columns[place] ?? '', emptied: false },
    exact: true,
  });
  if (own !== -1 && (pairing.pairs.length === 0 || holds(own))) return direct(own);
  const telling = new Set(pairing.pairs.map(([was]) => was[at])).size >= TELLING_VALUES;
  const moved = telling ? after.columns.findIndex((_, place) => holds(place)) : -1;
  if (moved !== -1) return direct(moved);
  const looked = telling ? lookUp(wanted) : null;
  // A column whose values were changed still is the best there is: what the rows lost is found by the trial, and told.
  if (looked !== null) return { source: looked, exact: true };
  const scaled = telling ? findScaled(wanted) : null;
  if (scaled !== null) return { source: scaled, exact: true };
  if (own === -1 || seen.samples.length === 0) return null;
  const emptied = pairing.pairs.some(([was, now]) => was[at] !== 'NULL' && now[own] === 'NULL');
  return { source: { kind: 'column', column: after.columns[own] ?? '', emptied }, exact: false };
}

/** `12` and `'12'` turn into each other when they are inserted: the column's type decides. */
function isSame(was: string, now: string): boolean {
  if (was === now) return true;
  const bare = (cell: string): string => (cell.startsWith("'") ? cell.slice(1, -1) : cell);
  return was !== 'NULL' && now !== 'NULL' && bare(was) === bare(now) && /^-?\d+(?:\.\d+)?$/.test(bare(was));
}

const UNITS = [10, 100, 1000, 10_000, 60, 3600, 86_400, 1_000_000];

/** The value in another unit: seconds that became milliseconds, an amount that became cents. */
function findScaled({ at, named, after, pairing }: Wanted): ColumnSource | null {
  const places = after.columns
    .map((_, place) => place)
    .sort((a, b) => Number(foldName(after.columns[b] ?? '') === named) - Number(foldName(after.columns[a] ?? '') === named));
  for (const place of places) {
    const cells = pairing.pairs.map(([was, now]) => [was[at] ?? 'NULL', now[place] ?? 'NULL'] as const);
    const found = arithmeticOf(cells.filter(([was, now]) => was !== 'NULL' || now !== 'NULL'));
    if (found !== null) return { kind: 'scaled', column: after.columns[place] ?? '', arithmetic: found };
  }
  return null;
}

function arithmeticOf(cells: readonly (readonly [was: string, now: string])[]): string | null {
  if (cells.length < TELLING_VALUES) return null;
  if (cells.every((pair) => pair.every((cell) => /^-?\d+$/.test(cell)))) return wholeArithmetic(cells);
  const numbers = cells.map(([was, now]) => [Number(was), Number(now)] as const);
  if (numbers.some((pair) => pair.some(Number.isNaN))) return null;
  for (const unit of UNITS) {
    if (numbers.every(([was, now]) => was === now / unit)) return `/ ${unit}.0`;
    if (numbers.every(([was, now]) => was === now * unit)) return `* ${unit}`;
  }
  return null;
}

/** Whole numbers as SQLite multiplies them, also beyond 2^53. */
function wholeArithmetic(cells: readonly (readonly [was: string, now: string])[]): string | null {
  const numbers = cells.map(([was, now]) => [BigInt(was), BigInt(now)] as const);
  for (const unit of UNITS) {
    if (numbers.every(([was, now]) => was * BigInt(unit) === now)) return `/ ${unit}`;
    if (numbers.every(([was, now]) => was === now * BigInt(unit))) return `* ${unit}`;
  }
  return null;
}

/** The value in another table that the migration made or wrote to, through a key that the source's row knows. */
function lookUp({ at, after, pairing, seen }: Wanted): ColumnSource | null {
  for (const name of candidates(seen, '')) {
    if (name === foldName(pairing.table)) continue;
    const other = imageOf(seen.bare.after, name);
    if (other === null) continue;
    const rows = seen.samples.flatMap((sample) => imageOf(sample.after, name)?.rows ?? []);
    const held = other.columns.map((_, place) => new Set(rows.map((row) => row[place])));
    const values = new Set(pairing.pairs.map(([was]) => was[at]));
    for (const [place, column] of other.columns.entries()) {
      if (![...values].every((value) => value === 'NULL' || held[place]?.has(value))) continue;
      for (const only of [null, ...kindsOf(other, rows)]) {
        const through = joins({ at, pairing, after, other, column: place, seen, name, only });
        if (through !== null) return { kind: 'lookup', table: other.name, column, only, ...through };
      }
    }
  }
  return null;
}

/** The kinds of rows that a table tells apart by a column of few values. */
function kindsOf({ columns }: TableImage, rows: readonly ImageRow[]): readonly { readonly column: string; readonly value: string }[] {
  return columns.flatMap((column, at) => {
    const values = new Set(rows.map((row) => row[at] ?? 'NULL'));
    return values.size < 2 || values.size > MOST_KINDS
      ? []
      : [...values].filter((value) => value !== 'NULL').map((value) => ({ column, value }));
  });
}

interface Join {
  readonly at: number;
  readonly pairing: Pairing;
  readonly after: TableImage;
  readonly other: TableImage;
  readonly column: number;
  readonly seen: Seen;
  readonly name: string;
  readonly only: TableSource['only'];
}

function joins({ at, pairing, after, other, column, seen, name, only }: Join): { readonly key: string; readonly by: string } | null {
  // Every sample counts its own keys: the rows of one must not answer for the other's.
  const some = only === null ? seen.samples : seen.samples.map((sample) => restrict(sample, name, placeOf(other, only.column), only.value));
  const tables = some.map((sample) => imageOf(sample.after, name));
  const origin = new Map(
    seen.samples.flatMap((sample, index) => (imageOf(sample.after, pairing.table)?.rows ?? []).map((row) => [row, index] as const)),
  );
  for (const [keyAt, key] of other.columns.entries()) {
    if (keyAt === column) continue;
    const indexes = tables.map((table) => (table === null ? null : indexRows(table, [key])));
    if (indexes.includes(null)) continue;
    const by = after.columns.findIndex((_, byAt) =>
      pairing.pairs.every(([was, now]) => (indexes[origin.get(now) ?? 0]?.get(now[byAt] ?? '')?.[column] ?? 'NULL') === was[at]),
    );
    if (by !== -1) return { key, by: after.columns[by] ?? '' };
  }
  return null;
}
