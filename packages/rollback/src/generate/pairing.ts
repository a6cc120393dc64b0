import { foldName } from '@zepix/migrations-sqlite';
import type { Image, ImageRow, TableImage } from '../image/index.js';
import type { Sample } from './sample.js';
import { imageOf, placeOf } from './table-source.js';
import type { TableSource } from './table-source.js';

/** The rows of a table of before, with those that became of them. */
export interface Pairing {
  readonly table: string;
  /** Set where only some rows of the source were looked at. */
  readonly only?: TableSource['only'];
  readonly key: TableSource['key'];
  /** Of each sample, the rows that belong together. */
  readonly pairs: readonly (readonly [before: ImageRow, after: ImageRow])[];
  readonly missing: number;
  /** Rows of the source that belong to no row of before. */
  readonly others: readonly ImageRow[];
}

/** The name of a rowid that no column shows. */
const ROWID = 'rowid';

/** Values that only a few rows have prove nothing. */
export const TELLING_VALUES = 3;

/** By the key of before, under the names that the migration gave its columns. */
export function pairByNames(name: string, heir: string, columns: ReadonlyMap<string, string>, samples: readonly Sample[]): Pairing | null {
  const [before, after] = [imageOf(samples[0]?.before ?? EMPTY, name), imageOf(samples[0]?.after ?? EMPTY, heir)];
  if (before === null || after === null || after.kind !== 'table') return null;
  if (before.key.length === 0) return before.rowids !== null && after.rowids !== null ? pairUp(name, after.name, 'rowid', samples) : null;
  const key = before.key.map((at): readonly [string, string] => {
    const column = before.columns[at] ?? '';
    return [column, after.columns[placeOf(after, columns.get(foldName(column)) ?? '')] ?? ''];
  });
  return key.some(([, now]) => now === '') ? null : pairUp(name, after.name, key, samples);
}

const EMPTY: Image = { objects: [], tables: new Map(), counters: new Map(), settings: new Map() };

/** More kinds of rows than this in one table are none. */
export const MOST_KINDS = 6;

/** Rows of several tables may have been merged into one, and be told apart by what a column holds. */
export function pairByKind(name: string, table: string, samples: readonly Sample[]): Pairing | null {
  const after = imageOf(samples[0]?.after ?? EMPTY, table);
  for (const [at, column] of (after?.columns ?? []).entries()) {
    const values = new Set(after?.rows.map((row) => row[at] ?? 'NULL'));
    if (values.size < 2 || values.size > MOST_KINDS) continue;
    for (const value of values) {
      const some = samples.map((sample) => restrict(sample, table, at, value));
      const found = pairByValues(name, table, some);
      if (found !== null && found.others.length === 0) return { ...found, only: { column, value } };
    }
  }
  return null;
}

/** A sample with only those rows of a table after that hold a value. */
export function restrict(sample: Sample, name: string, at: number, value: string): Sample {
  const table = imageOf(sample.after, name);
  if (table === null) return sample;
  const keep = table.rows.map((row) => row[at] === value);
  const rows = table.rows.filter((_, index) => keep[index]);
  const rowids = table.rowids?.filter((_, index) => keep[index]) ?? null;
  return { ...sample, after: { ...sample.after, tables: new Map([...sample.after.tables, [foldName(name), { ...table, rows, rowids }]]) } };
}

/** Any column of before whose values are all different, and all found in a column of the other table. */
export function pairByValues(name: string, table: string, samples: readonly Sample[]): Pairing | null {
  const [before, after] = [imageOf(samples[0]?.before ?? EMPTY, name), imageOf(samples[0]?.after ?? EMPTY, table)];
  if (before === null || after === null) return null;
  const whole = pairByContents(name, before, after, samples);
  if (whole !== null) return whole;
  for (const column of keyFirst(before)) {
    for (const other of sameNameFirst(after.columns, column)) {
      const found = pairUp(name, after.name, [[column, other]], samples);
      if (found !== null && found.missing === 0 && isTelling(found, before, column)) return found;
    }
  }
  return pairByWholeKey(name, before, after, samples);
}

/** Rows that only several columns together tell apart, as in link tables: each column of the key is looked for by the values it holds. */
function pairByWholeKey(name: string, before: TableImage, after: TableImage, samples: readonly Sample[]): Pairing | null {
  if (before.key.length < 2) return null;
  const taken = new Set<number>();
  const key = before.key.map((at): readonly [string, string] => {
    const column = before.columns[at] ?? '';
    const place = sameNameFirst(after.columns, column)
      .map((other) => placeOf(after, other))
      .find((now) => !taken.has(now) && holdsSame(name, at, after.name, now, samples));
    if (place !== undefined) taken.add(place);
    return [column, after.columns[place ?? -1] ?? ''];
  });
  const found = key.some(([, now]) => now === '') ? null : pairUp(name, after.name, key, samples);
  return found !== null && found.missing === 0 && found.pairs.length >= TELLING_VALUES ? found : null;
}

/** Whether two columns hold the same values, enough of them, whatever their order. */
function holdsSame(name: string, at: number, heir: string, now: number, samples: readonly Sample[]): boolean {
  return samples.every((sample) => {
    const was = valuesOf(imageOf(sample.before, name), at);
    const is = valuesOf(imageOf(sample.after, heir), now);
    return was.size >= TELLING_VALUES && was.size === is.size && [...was].every((value) => is.has(value));
  });
}

function valuesOf(table: TableImage | null, at: number): ReadonlySet<string> {
  return new Set(table?.rows.map((row) => row[at] ?? 'NULL'));
}

function isTelling({ pairs }: Pairing, before: TableImage, column: string): boolean {
  return column === ROWID
    ? pairs.length >= TELLING_VALUES
    : new Set(pairs.map(([row]) => row[placeOf(before, column)])).size >= TELLING_VALUES;
}

/** All columns of the same names but the key's: rows that were copied and numbered anew. */
function pairByContents(name: string, before: TableImage, after: TableImage, samples: readonly Sample[]): Pairing | null {
  const keys = new Set(before.key.map((at) => before.columns[at]));
  const shared = before.columns.filter((column) => !keys.has(column) && placeOf(after, column) !== -1);
  if (shared.length < 2) return null;
  const found = pairUp(
    name,
    after.name,
    shared.map((column) => [column, after.columns[placeOf(after, column)] ?? ''] as const),
    samples,
  );
  return found === null || found.missing > 0 ? null : found;
}

function keyFirst(table: TableImage): readonly string[] {
  if (table.rowids !== null && table.key.length === 0) return [ROWID, ...table.columns];
  const keys = table.key.map((at) => table.columns[at] ?? '');
  return keys.length === 1 ? [...keys, ...table.columns.filter((name) => !keys.includes(name))] : table.columns;
}

function sameNameFirst(columns: readonly string[], name: string): readonly string[] {
  return [...columns].sort((a, b) => Number(foldName(b) === foldName(name)) - Number(foldName(a) === foldName(name)));
}

/** Null where the key does not tell the rows of one side apart. */
function pairUp(name: string, heir: string, key: Exclude<TableSource['key'], null>, samples: readonly Sample[]): Pairing | null {
  const pairs: (readonly [ImageRow, ImageRow])[] = [];
  const others: ImageRow[] = [];
  let missing = 0;
  for (const sample of samples) {
    const [before, after] = [imageOf(sample.before, name), imageOf(sample.after, heir)];
    if (before === null || after === null) return null;
    const ours = indexRows(before, key === 'rowid' ? 'rowid' : key.map(([was]) => was));
    const theirs = indexRows(after, key === 'rowid' ? 'rowid' : key.map(([, now]) => now));
    if (ours === null || theirs === null) return null;
    for (const [value, row] of ours) {
      const found = theirs.get(value);
      if (found === undefined) missing += 1;
      else pairs.push([row, found]);
      theirs.delete(value);
    }
    others.push(...theirs.values());
  }
  return { table: heir, key, pairs, missing, others };
}

/** The rows by their key; null where two have the same, or one has none. */
export function indexRows(table: TableImage, key: readonly string[] | 'rowid'): Map<string, ImageRow> | null {
  if (key === ROWID || (key.length === 1 && key[0] === ROWID && placeOf(table, ROWID) === -1))
    return table.rowids === null ? null : new Map(table.rows.map((row, at) => [table.rowids?.[at] ?? '', row]));
  const places = key.map((column) => placeOf(table, column));
  if (places.includes(-1)) return null;
  const rows = new Map(table.rows.map((row) => [places.map((at) => row[at]).join('\u0000'), row]));
  return rows.size === table.rows.length ? rows : null;
}
