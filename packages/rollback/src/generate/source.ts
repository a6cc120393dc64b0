import { foldName } from '@zepix/migrations-sqlite';
import type { Image, ImageRow, TableImage } from '../image/index.js';
import type { Sample, Seen } from './sample.js';

/** Where the value of a column can be read after the migration. */
export type ColumnSource =
  /** In a column of the source table itself. */
  | { readonly kind: 'column'; readonly column: string }
  /** In a column of the source table, in another unit: `arithmetic` follows the column's name, as in `/ 1000`. */
  | { readonly kind: 'scaled'; readonly column: string; readonly arithmetic: string }
  /** In another table: the value of `column` in the row whose `key` holds what `by` holds in the source's row. */
  | {
      readonly kind: 'lookup';
      readonly table: string;
      readonly key: string;
      readonly by: string;
      readonly column: string;
      /** Set where only rows of one kind are meant. */
      readonly only: TableSource['only'];
    };

/** Where the rows of a table of before are after the migration. Names as they are declared. */
export interface TableSource {
  readonly table: string;
  /** Columns that find a row, before and after; `rowid` where no column shows it; null where rows can't be told apart. */
  readonly key: readonly (readonly [before: string, after: string])[] | 'rowid' | null;
  /** By the column's name before. What is not in it was destroyed. */
  readonly columns: ReadonlyMap<string, ColumnSource>;
  /** Set where only the rows with this value are meant: tables that were merged into one. The value as an SQL literal. */
  readonly only: { readonly column: string; readonly value: string } | null;
}

interface Pairing {
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
const TELLING_VALUES = 3;

/**
 * Finds where the rows and values of a table of before are after the migration: first under the names that the migration gave them,
 * then by the values themselves, as the samples show them. Null where nothing of it is left. What is found here is a conjecture until
 * the rollback that is made of it has been tried on other rows.
 */
export function findSource(name: string, seen: Seen): TableSource | null {
  const before = imageOf(seen.bare.before, name);
  if (before === null || before.kind !== 'table') return null;
  const heir = seen.lineage.get(name);
  const byNames = heir === undefined ? null : pairByNames(name, heir.table, heir.columns, seen.samples);
  const first = byNames === null || byNames.pairs.length === 0 ? null : complete(name, byNames, seen);
  if (first !== null && first.exact === before.columns.length) return first.source;
  if (heir !== undefined && seen.samples.every((sample) => (imageOf(sample.before, name)?.rows.length ?? 0) === 0)) {
    return byNamesAlone(name, heir.table, heir.columns, seen);
  }
  const found = candidates(seen, name)
    .flatMap((table) => pairByValues(name, table, seen.samples) ?? pairByKind(name, table, seen.samples) ?? [])
    .filter(({ pairs }) => pairs.length > 0)
    .map((pairing) => complete(name, pairing, seen))
    .toSorted((a, b) => b.exact - a.exact)[0];
  // A migration may copy rows without their numbers: then the same number is another row, and the values tell better.
  if (found !== undefined && found.exact > (first?.exact ?? 0)) return found.source;
  if (first !== null) return first.source;
  return heir === undefined ? null : byNamesAlone(name, heir.table, heir.columns, seen);
}

export function imageOf(image: Image, name: string): TableImage | null {
  return image.tables.get(foldName(name)) ?? null;
}

export function placeOf(table: TableImage, column: string): number {
  return table.columns.findIndex((name) => foldName(name) === foldName(column));
}

/** No rows to go by: columns of the same name, or renamed ones. */
function byNamesAlone(name: string, heir: string, columns: ReadonlyMap<string, string>, seen: Seen): TableSource {
  const [before, after] = [imageOf(seen.bare.before, name), imageOf(seen.bare.after, heir)];
  const found = (before?.columns ?? []).flatMap((column) => {
    const at = after === null ? -1 : placeOf(after, columns.get(foldName(column)) ?? '');
    return at === -1 ? [] : [[column, { kind: 'column', column: after?.columns[at] ?? '' }] as const];
  });
  return { table: after?.name ?? heir, key: null, columns: new Map<string, ColumnSource>(found), only: null };
}

function pairByNames(name: string, heir: string, columns: ReadonlyMap<string, string>, samples: readonly Sample[]): Pairing | null {
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

const MOST_KINDS = 6;

/** Rows of several tables may have been merged into one, and be told apart by what a column holds. */
function pairByKind(name: string, table: string, samples: readonly Sample[]): Pairing | null {
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

function restrict(sample: Sample, name: string, at: number, value: string): Sample {
  const table = imageOf(sample.after, name);
  if (table === null) return sample;
  const keep = table.rows.map((row) => row[at] === value);
  const rows = table.rows.filter((_, index) => keep[index]);
  const rowids = table.rowids?.filter((_, index) => keep[index]) ?? null;
  return { ...sample, after: { ...sample.after, tables: new Map([...sample.after.tables, [foldName(name), { ...table, rows, rowids }]]) } };
}

/** Any column of before whose values are all different, and all found in a column of the other table. */
function pairByValues(name: string, table: string, samples: readonly Sample[]): Pairing | null {
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
  return null;
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
function indexRows(table: TableImage, key: readonly string[] | 'rowid'): Map<string, ImageRow> | null {
  if (key === ROWID || (key.length === 1 && key[0] === ROWID && placeOf(table, ROWID) === -1))
    return table.rowids === null ? null : new Map(table.rows.map((row, at) => [table.rowids?.[at] ?? '', row]));
  const places = key.map((column) => placeOf(table, column));
  if (places.includes(-1)) return null;
  const rows = new Map(table.rows.map((row) => [places.map((at) => row[at]).join('\u0000'), row]));
  return rows.size === table.rows.length ? rows : null;
}

/** Tables that the migration made or wrote to. */
function candidates({ samples, bare }: Seen, except: string): readonly string[] {
  return [...bare.after.tables.entries()].flatMap(([name, { kind }]) => {
    if (kind !== 'table') return [];
    const [then, now] = [samples[0]?.before.tables.get(name), samples[0]?.after.tables.get(name)];
    const isSame = then !== undefined && now !== undefined && name !== except && rowsText(then) === rowsText(now);
    return isSame ? [] : [name];
  });
}

function rowsText({ rows }: TableImage): string {
  return JSON.stringify(rows);
}

interface Completed {
  readonly source: TableSource;
  /** Columns whose source gives every value back. */
  readonly exact: number;
}

/** For every column of before the place where its value is now. */
function complete(name: string, pairing: Pairing, seen: Seen): Completed {
  const before = imageOf(seen.bare.before, name) as TableImage;
  const after = imageOf(seen.bare.after, pairing.table) as TableImage;
  const heirs = seen.lineage.get(name);
  const columns = new Map<string, ColumnSource>();
  let exact = 0;
  before.columns.forEach((column, at) => {
    const named = heirs !== undefined && foldName(pairing.table) === heirs.table ? heirs.columns.get(foldName(column)) : foldName(column);
    const found = sourceOf({ column, at, named: named ?? foldName(column), before, after, pairing, seen });
    if (found === null) return;
    columns.set(column, found.source);
    if (found.exact) exact += 1;
  });
  const source = { table: pairing.table, key: pairing.key, columns, only: pairing.only ?? distinguishing(pairing, after) };
  return { source, exact };
}

interface Wanted {
  readonly column: string;
  readonly at: number;
  /** Under which name it would be, if nothing else is known. Folded. */
  readonly named: string;
  readonly before: TableImage;
  readonly after: TableImage;
  readonly pairing: Pairing;
  readonly seen: Seen;
}

function sourceOf(wanted: Wanted): { readonly source: ColumnSource; readonly exact: boolean } | null {
  const { at, named, after, pairing, seen } = wanted;
  const holds = (place: number): boolean => pairing.pairs.every(([was, now]) => isSame(was[at] ?? '', now[place] ?? ''));
  const own = after.columns.findIndex((name) => foldName(name) === named);
  const direct = (place: number, exact = true) => ({ source: { kind: 'column' as const, column: after.columns[place] ?? '' }, exact });
  if (own !== -1 && (pairing.pairs.length === 0 || holds(own))) return direct(own);
  const telling = new Set(pairing.pairs.map(([was]) => was[at])).size >= TELLING_VALUES;
  const moved = telling ? after.columns.findIndex((_, place) => holds(place)) : -1;
  if (moved !== -1) return direct(moved);
  const looked = telling ? lookUp(wanted) : null;
  // A column whose values were changed still is the best there is: what the rows lost is found by the trial, and told.
  if (looked !== null) return { source: looked, exact: true };
  const scaled = telling ? findScaled(wanted) : null;
  if (scaled !== null) return { source: scaled, exact: true };
  return own === -1 || seen.samples.length === 0 ? null : direct(own, false);
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
  const numbers = cells.map(([was, now]) => [Number(was), Number(now)] as const);
  if (cells.length < TELLING_VALUES || numbers.some((pair) => pair.some(Number.isNaN))) return null;
  const whole = cells.every(([was, now]) => Number.isSafeInteger(Number(was)) && Number.isSafeInteger(Number(now)));
  for (const unit of UNITS) {
    if (whole && numbers.every(([was, now]) => was * unit === now)) return `/ ${unit}`;
    if (numbers.every(([was, now]) => was === now / unit)) return `/ ${unit}.0`;
    if (numbers.every(([was, now]) => was === now * unit)) return `* ${unit}`;
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

/** A column that has one value in all rows that belong to before, and another in all that do not. */
function distinguishing({ pairs, others }: Pairing, after: TableImage): TableSource['only'] {
  if (others.length === 0 || pairs.length === 0) return null;
  for (const [at, column] of after.columns.entries()) {
    const value = pairs[0]?.[1][at] ?? 'NULL';
    const isConstant = value !== 'NULL' && pairs.every(([, row]) => row[at] === value);
    if (isConstant && others.every((row) => row[at] !== value)) return { column, value };
  }
  return null;
}
