import type { Workbench } from '@zepix/migrations-sqlite';
import type { ChangedRows, TableEntry } from '../store/manifest.js';
import { quoted } from '../store/names.js';
import type { Side, SideColumn, Sides } from '../store/sides.js';
import type { Shape } from '../trace/shape.js';
import type { ColumnCopies, ColumnValues } from './column-copies.js';
import { copyColumns, imageColumn, imageRowid, isNotDefault } from './image.js';
import type { Image } from './image.js';
import { candidates, cellDiffers, isAlias, joinOn, joined, matchOfCopy, matchRows, measure, nullAfter, writtenRows } from './keys.js';
import type { Match, Pair } from './keys.js';
import type { Above, Written } from './row-log.js';
import { matchByContent } from './row-map.js';

/** What of an image is to be kept. Its table is dropped, or becomes a side table itself. */
export function reduceTable(bench: Workbench, sides: Sides, image: Image, found: Pair | null): TableEntry {
  if (found === null) return keepAll(bench, sides, image);
  const total = { before: count(bench, image.table), after: countAfter(bench, found) };
  const copied = matchOfCopy(bench, found, total);
  const best = copied ?? matchRows(bench, found, total);
  const map = copied === null ? matchByContent(bench, found, best, total) : null;
  const pair = map === null ? found : { ...found, rowMap: map.table };
  const match = map === null ? best : measure(bench, pair, 'rowid');
  const entry = reducePair(bench, sides, pair, match, total);
  dropImage(bench, image);
  if (map !== null) bench.exec(`DROP TABLE temp.${quoted(map.table)}`);
  return entry;
}

function reducePair(
  bench: Workbench,
  sides: Sides,
  pair: Pair,
  match: Match | null,
  total: { readonly before: number; readonly after: number },
): TableEntry {
  const bare = entryOf(pair, match?.key ?? 'rowid', highest(bench, pair));
  const matched = match?.rows ?? 0;
  return {
    ...bare,
    changed: match === null || matched === 0 ? null : keepMatched(sides, pair, match),
    deleted: matched === total.before ? null : keepDeleted(sides, pair, matched === 0 ? null : bare.key),
    inserted: matched === total.after ? null : keepInserted(sides, pair, bare.key, matched > 0),
    pinned: match === null || matched === 0 ? null : keepPinned(sides, pair, match.key, sourceOf(pair, match.key)),
  };
}

/** As `reduceTable` where rows were put in above a rowid and nothing else was written: no row needs to be compared. */
export function reduceAbove(bench: Workbench, sides: Sides, pair: Pair, { rowid, highest: top }: Above): TableEntry {
  const conditions = { conditions: [`a.${pair.afterShape.rowid ?? ''} > ?`], values: [rowid] };
  const bare = entryOf(pair, candidates(pair).find((key) => isUsable(bench, pair, key, conditions)) ?? 'rowid', String(top));
  return { ...bare, inserted: keepAfter(sides, pair, bare.key, conditions) };
}

/** As `reduceTable` where whole columns were set or dropped and nothing else was written: each row is still the one with its rowid. */
export function reduceColumns(bench: Workbench, sides: Sides, pair: Pair, copies: ColumnCopies, written: Written): TableEntry {
  const { columns, afterShape } = pair;
  const isKey = (key: TableEntry['key']): boolean =>
    key === 'rowid' || (!key.some((index) => copies.columns.includes(index)) && isUsable(bench, pair, key, { conditions: [], values: [] }));
  const key = candidates(pair).find(isKey) ?? 'rowid';
  const source = (isWhole: boolean): Source => ({ ...copies.values(written, isWhole), rowid: `a.${afterShape.rowid ?? ''}` });
  const [gone, set] = [true, false].map((isGone) => copies.columns.filter((index) => (columns[index]?.after === null) === isGone));
  const changed = copies.columns.length === 1 ? (set ?? []) : differing(bench, pair, set ?? [], source(true));
  const entry = entryOf(pair, key, highest(bench, pair));
  return {
    ...entry,
    // A column that goes on under its name after it was dropped: of a row that is in no copy, it can differ all the same.
    changed: keepChanged(
      sides,
      pair,
      key,
      { changed, dropped: gone ?? [], moved: false },
      source(changed.some((index) => copies.isSparse(index))),
    ),
    pinned: keepPinned(sides, pair, key, source(true)),
  };
}

/** Those columns that differ in any row. */
function differing(bench: Workbench, pair: Pair, indexes: readonly number[], { from, value }: Source): readonly number[] {
  if (indexes.length === 0) return [];
  const counts = indexes.map((index) => `count(*) FILTER (WHERE ${cellDiffers(pair, index, value(index))})`);
  const found = bench.rows(`SELECT ${counts.join(', ')} FROM ${from}`)[0] ?? [];
  return indexes.filter((_, at) => found[at] !== 0n);
}

/** As `reduceTable` where no row was written. */
export function reduceNothing(bench: Workbench, pair: Pair): TableEntry {
  return entryOf(pair, ownKey(pair.image.shape), highest(bench, pair));
}

/** As `reduceTable` of a table that was altered while no row of it was written: its rows are those that stand. */
export function reduceStanding(bench: Workbench, sides: Sides, pair: Pair): TableEntry {
  const { after, afterShape, columns } = pair;
  const key = candidates(pair).find((one) => isUsable(bench, pair, one, { conditions: [], values: [] })) ?? 'rowid';
  const source: Source = {
    from: `main.${quoted(after)} AS a`,
    value: (index) => (columns[index]?.after === null ? 'NULL' : `a.${quoted(columns[index]?.after ?? '')}`),
    rowid: afterShape.rowid === null ? null : `a.${afterShape.rowid}`,
  };
  return { ...entryOf(pair, key, highest(bench, pair)), pinned: keepPinned(sides, pair, key, source) };
}

function entryOf(pair: Pair, key: TableEntry['key'], top: string | null): TableEntry {
  const { image, after, columns } = pair;
  return { ...bareEntry(image.before.name, image.shape), after, columns, key, highest: top };
}

function dropImage(bench: Workbench, { table, parked, rows, pooled }: Image): void {
  if (pooled === true) return void bench.run(`DELETE FROM temp.${quoted(table)}`);
  bench.exec(`DROP TABLE ${parked ? 'main' : 'temp'}.${quoted(table)}`);
  if (rows !== null) bench.exec(`DROP TABLE temp.${quoted(rows)}`);
}

/** The entry of a table of whose rows nothing is kept. */
export function bareEntry(before: string, shape: Shape): TableEntry {
  const alias = shape.alias === null ? null : columnIndex(shape, shape.alias);
  const columns = shape.columns.map(({ name }) => ({ name, after: null }));
  const none = { changed: null, deleted: null, inserted: null, pinned: null, highest: null, whole: null };
  return { before, after: null, alias, hidden: alias === null && shape.rowid !== null, columns, key: ownKey(shape), ...none };
}

/** What tells the rows of a table from each other, by the table alone. */
function ownKey(shape: Shape): TableEntry['key'] {
  if (shape.alias !== null) return [columnIndex(shape, shape.alias)];
  const [first] = shape.keys;
  return first === undefined ? 'rowid' : first.map(({ name }) => columnIndex(shape, name));
}

function columnIndex({ columns }: Shape, name: string): number {
  return columns.findIndex((column) => column.name.toLowerCase() === name.toLowerCase());
}

/** A table that is gone: its rows lie in the image; one that was put out of sight may stay there. */
function keepAll(bench: Workbench, sides: Sides, image: Image): TableEntry {
  const bare = bareEntry(image.before.name, image.shape);
  // A table with foreign keys can't stay: what the application deletes from its parents would be held back, or cascade into it.
  if (image.parked && !/\breferences\b/i.test(image.before.sql ?? '')) {
    const rows = count(bench, image.table);
    return { ...bare, whole: { table: image.table, rows } };
  }
  const deleted = copyImage(sides, image, '');
  dropImage(bench, image);
  return { ...bare, deleted };
}

/** Rows that both sides have: `value` gives what a column of before held, `rowid` that number; the row of after is `a`. */
interface Source extends ColumnValues {
  readonly rowid: string | null;
}

function sourceOf(pair: Pair, key: TableEntry['key']): Source {
  const { image } = pair;
  const rowid = imageRowid(image);
  const value = (index: number): string => `c.${imageColumn(image, index)}`;
  return { from: joined(pair, key), value, rowid: rowid === null ? null : `c.${rowid}` };
}

function keepMatched(sides: Sides, pair: Pair, { key, differing: counts, moved }: Match): ChangedRows | null {
  const { columns } = pair;
  const changed = columns.flatMap((_, index) => ((counts[index] ?? 0) > 0 ? [index] : []));
  const dropped = columns.flatMap(({ after }, index) => (after === null ? [index] : []));
  return keepChanged(sides, pair, key, { changed, dropped, moved: moved > 0 }, sourceOf(pair, key));
}

interface Differences {
  readonly changed: readonly number[];
  readonly dropped: readonly number[];
  /** Whether a hidden rowid differs. */
  readonly moved: boolean;
}

function keepChanged(sides: Sides, pair: Pair, key: TableEntry['key'], differences: Differences, source: Source): ChangedRows | null {
  const { image, afterShape } = pair;
  const { changed, dropped, moved } = differences;
  // A hidden rowid that the table after can't show counts as changed: it is one more value that would be lost.
  const loosesRowid = image.shape.rowid !== null && image.shape.alias === null && afterShape.rowid === null;
  const rowid = moved || loosesRowid;
  if (changed.length === 0 && dropped.length === 0 && !rowid) return null;
  const written = [
    ...changed.map((index) => cellDiffers(pair, index, source.value(index))),
    ...(loosesRowid ? ['1'] : rowid ? [`a.${afterShape.rowid ?? ''} <> ${source.rowid ?? ''}`] : []),
  ];
  const lost = dropped.map((index) => isNotDefault(image.shape, index, source.value(index)));
  const selected = { changed, dropped, rowid, where: [...written, ...lost].join(' OR ') };
  const kept = keepPairs(sides, `${image.before.name}_changed`, pair, key, selected, source);
  if (kept === null || written.length === 0 || lost.length === 0) return kept;
  const [rowsWritten, rowsLost] = sides.totals([written.join(' OR '), lost.join(' OR ')], { rest: `FROM ${source.from}`, values: [] });
  return { ...kept, rowsWritten, rowsLost };
}

/** Rows that are kept though they do not differ. */
function keepPinned(sides: Sides, pair: Pair, key: TableEntry['key'], source: Source): ChangedRows | null {
  const { image, columns, hints } = pair;
  if (hints.pinned === null) return null;
  const column = (name: string): string => source.value(columnIndex(image.shape, name));
  const where = hints.pinned.where(column, source.rowid).join(' OR ');
  const indexes = (isGone: boolean): number[] => columns.flatMap(({ after }, index) => ((after === null) === isGone ? [index] : []));
  const rowid = image.shape.rowid !== null && image.shape.alias === null;
  const selected = { changed: indexes(false), dropped: indexes(true), rowid, where, isPinned: true };
  return keepPairs(sides, `${image.before.name}_pinned`, pair, key, selected, source);
}

interface Selected {
  readonly changed: readonly number[];
  readonly dropped: readonly number[];
  readonly rowid: boolean;
  readonly where: string;
  readonly isPinned?: boolean;
}

/** Rows that both sides have, with values of before and of after. */
function keepPairs(
  sides: Sides,
  about: string,
  pair: Pair,
  key: TableEntry['key'],
  { changed, dropped, rowid, where, isPinned }: Selected,
  source: Source,
): ChangedRows | null {
  const before = [...changed, ...dropped];
  const plain = (into: string, from: string): SideColumn => ({ into, definition: into, from });
  const isOneKey = isPinned !== true && isNumber(pair, key);
  const kept = sides.keep(
    about,
    [
      ...keysBefore(pair, key, source),
      ...(isOneKey ? [] : keysAfter(pair, key)),
      ...(rowid ? [plain('br', source.rowid ?? '')] : []),
      ...before.map((index) => plain(`b${index}`, source.value(index))),
      ...changed.map((index) => plain(`a${index}`, `a.${quoted(pair.columns[index]?.after ?? '')}`)),
    ],
    { rest: `FROM ${source.from} WHERE ${where}`, values: [] },
  );
  if (kept === null) return null;
  return { ...kept, columns: before.toSorted((x, y) => x - y), rowid, ...(isOneKey && { oneKey: true }) };
}

/** Whether a row's key is its rowid, before and after: it is then the same number. */
function isNumber(pair: Pair, key: TableEntry['key']): boolean {
  if (key === 'rowid') return pair.rowMap === undefined;
  return isAlias(pair, key) && pair.columns[key[0] ?? -1]?.after === pair.afterShape.alias;
}

function keysBefore(pair: Pair, key: TableEntry['key'], { value, rowid }: Source): readonly SideColumn[] {
  if (key === 'rowid') return [{ into: 'kb0', definition: keyType(pair, key, 'kb0'), from: rowid ?? '' }];
  return key.map((index, at) => ({ into: `kb${at}`, definition: keyType(pair, key, `kb${at}`), from: value(index) }));
}

function keysAfter(pair: Pair, key: TableEntry['key']): readonly SideColumn[] {
  const { afterShape, columns } = pair;
  if (key === 'rowid') return [{ into: 'ka0', definition: keyType(pair, key, 'ka0'), from: `a.${afterShape.rowid ?? ''}` }];
  const from = (index: number): string => `a.${quoted(columns[index]?.after ?? '')}`;
  return key.map((index, at) => ({ into: `ka${at}`, definition: keyType(pair, key, `ka${at}`), from: from(index) }));
}

/** A column of a side table, those of keys with affinity and collation: an index on it must be usable. */
function keyType({ image: { shape } }: Pair, key: TableEntry['key'], column: string): string {
  const isRowid = key === 'rowid' || (key.length === 1 && shape.columns[key[0] ?? -1]?.name === shape.alias);
  if (isRowid && column === 'kb0') return 'kb0 INTEGER PRIMARY KEY';
  if (key === 'rowid') return `${column} INTEGER`;
  const index = key[Number(column.slice(2))] ?? -1;
  const { name, affinity } = shape.columns[index] ?? { name: '', affinity: 'BLOB' };
  const collation = shape.keys.flat().find((part) => part.name.toLowerCase() === name.toLowerCase())?.collation ?? 'BINARY';
  return `${column} ${affinity} COLLATE ${quoted(collation)}`;
}

/** Rows of before that the table after does not have; key null: it has none of them. */
function keepDeleted(sides: Sides, pair: Pair, key: TableEntry['key'] | null): TableEntry['deleted'] {
  if (key === null) return copyImage(sides, pair.image, '');
  return copyImage(sides, pair.image, `WHERE NOT EXISTS (SELECT 1 FROM main.${quoted(pair.after)} AS a WHERE ${joinOn(pair, key)})`);
}

function copyImage(sides: Sides, image: Image, where: string): Side | null {
  const columns = copyColumns(image.shape).map(({ into, index, definition }) => ({
    into,
    definition,
    from: `c.${index === null ? (imageRowid(image) ?? '') : imageColumn(image, index)}`,
  }));
  return sides.keep(`${image.before.name}_deleted`, columns, { rest: `FROM ${quoted(image.table)} AS c ${where}`, values: [] });
}

function keepInserted(sides: Sides, pair: Pair, key: TableEntry['key'], isPart: boolean): Side | null {
  const isNew = `NOT EXISTS (SELECT 1 FROM ${quoted(pair.image.table)} AS c WHERE ${joinOn(pair, key)})`;
  return keepAfter(sides, pair, key, { conditions: [...writtenRows(pair), ...(isPart ? [isNew] : [])], values: [] });
}

/** Whether no row of after has NULL in a column of a key. */
function isUsable(bench: Workbench, pair: Pair, key: TableEntry['key'], { conditions, values }: Conditions): boolean {
  if (key === 'rowid' || isAlias(pair, key)) return true;
  return bench.rows(`SELECT 1 WHERE ${nullAfter(pair, key, conditions)}`, ...values).length === 0;
}

interface Conditions {
  readonly conditions: readonly string[];
  readonly values: readonly bigint[];
}

/** Rows of after, by their key, that only after has. */
function keepAfter(sides: Sides, pair: Pair, key: TableEntry['key'], { conditions, values: bound }: Conditions): Side | null {
  const { image, after, columns } = pair;
  const values = columns.flatMap(({ after: name }, index) =>
    name === null ? [] : [{ into: `a${index}`, definition: `a${index}`, from: `a.${quoted(name)}` }],
  );
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  return sides.keep(`${image.before.name}_inserted`, [...keysAfter(pair, key), ...values], {
    rest: `FROM main.${quoted(after)} AS a ${where}`,
    values: bound,
  });
}

/** Rows that come later get a higher number, but for those whose number is given by hand. */
function highest(bench: Workbench, { after, afterShape }: Pair): string | null {
  if (afterShape.rowid === null) return null;
  return String(bench.rows(`SELECT coalesce(max(${afterShape.rowid}), 0) FROM main.${quoted(after)}`)[0]?.[0]);
}

function count(bench: Workbench, table: string): number {
  return Number(bench.rows(`SELECT count(*) FROM ${quoted(table)}`)[0]?.[0]);
}

function countAfter(bench: Workbench, pair: Pair): number {
  const where = writtenRows(pair).map((one) => ` WHERE ${one}`);
  return Number(bench.rows(`SELECT count(*) FROM main.${quoted(pair.after)} AS a${where.join('')}`)[0]?.[0]);
}
