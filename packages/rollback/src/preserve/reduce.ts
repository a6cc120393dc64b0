import type { Workbench } from '@zepix/migrations-sqlite';
import type { ChangedRows, TableEntry } from '../store/manifest.js';
import { quoted } from '../store/names.js';
import type { Side, SideColumn, Sides } from '../store/sides.js';
import type { Shape } from '../trace/shape.js';
import { copyColumns, imageColumn, imageRowid } from './image.js';
import type { Image } from './image.js';
import { candidates, differs, isAlias, joinOn, joined, matchRows, nullAfter, writtenRows } from './keys.js';
import type { Match, Pair } from './keys.js';
import type { Above } from './row-log.js';

/** What of an image is to be kept. Its table is dropped, or becomes a side table itself. */
export function reduceTable(bench: Workbench, sides: Sides, image: Image, pair: Pair | null): TableEntry {
  if (pair === null) return keepAll(bench, sides, image);
  const total = { before: count(bench, image.table), after: countAfter(bench, pair) };
  const match = matchRows(bench, pair, total);
  const bare = entryOf(pair, match?.key ?? 'rowid', highest(bench, pair));
  const matched = match?.rows ?? 0;
  const entry: TableEntry = {
    ...bare,
    changed: match === null || matched === 0 ? null : keepChanged(sides, pair, match),
    deleted: matched === total.before ? null : keepDeleted(sides, pair, matched === 0 ? null : bare.key),
    inserted: matched === total.after ? null : keepInserted(sides, pair, bare.key, matched > 0),
    pinned: match === null || matched === 0 ? null : keepPinned(sides, pair, match),
  };
  dropImage(bench, image);
  return entry;
}

/** As `reduceTable` where rows were put in above a rowid and nothing else was written: no row needs to be compared. */
export function reduceAbove(bench: Workbench, sides: Sides, pair: Pair, { rowid, highest: top }: Above): TableEntry {
  const conditions = [`a.${pair.afterShape.rowid ?? ''} > ?`];
  const isUsable = (key: TableEntry['key']): boolean =>
    key === 'rowid' || isAlias(pair, key) || bench.rows(`SELECT 1 WHERE ${nullAfter(pair, key, conditions)}`, rowid).length === 0;
  const bare = entryOf(pair, candidates(pair).find(isUsable) ?? 'rowid', String(top));
  return { ...bare, inserted: keepAfter(sides, pair, bare.key, { conditions, values: [rowid] }) };
}

/** As `reduceTable` where no row was written. */
export function reduceNothing(bench: Workbench, pair: Pair): TableEntry {
  return entryOf(pair, ownKey(pair.image.shape), highest(bench, pair));
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

function keepChanged(sides: Sides, pair: Pair, match: Match): ChangedRows | null {
  const { image, columns } = pair;
  const changed = columns.flatMap((_, index) => ((match.differing[index] ?? 0) > 0 ? [index] : []));
  const dropped = columns.flatMap(({ after }, index) => (after === null ? [index] : []));
  // A hidden rowid that the table after can't show counts as changed: it is one more value that would be lost.
  const loosesRowid = image.shape.rowid !== null && image.shape.alias === null && pair.afterShape.rowid === null;
  const rowid = match.moved > 0 || loosesRowid;
  if (changed.length === 0 && dropped.length === 0 && !rowid) return null;
  const wanted = [
    ...changed.map((index) => differs(`a.${quoted(columns[index]?.after ?? '')}`, `c.${imageColumn(image, index)}`)),
    ...dropped.map((index) => isNotDefault(image, index)),
    ...(loosesRowid ? ['1'] : rowid ? [`a.${pair.afterShape.rowid ?? ''} <> c.${imageRowid(image) ?? ''}`] : []),
  ];
  return keepPairs(sides, `${image.before.name}_changed`, pair, match, { changed, dropped, rowid, where: wanted.join(' OR ') });
}

const LITERAL = /^(?:[+-]?\d+(?:\.\d+)?|'(?:[^']|'')*'|NULL)$/i;

/** Whether a column that is gone held another value than it gets by itself when it comes back. */
function isNotDefault(image: Image, index: number): string {
  const value = image.shape.columns[index]?.defaultValue ?? 'NULL';
  return LITERAL.test(value) ? differs(`c.${imageColumn(image, index)}`, value) : '1';
}

/** Rows that are kept though they do not differ. */
function keepPinned(sides: Sides, pair: Pair, match: Match): ChangedRows | null {
  const where = pinnedRows(pair);
  if (where === null) return null;
  const { image, columns } = pair;
  const indexes = (isGone: boolean): number[] => columns.flatMap(({ after }, index) => ((after === null) === isGone ? [index] : []));
  const rowid = image.shape.rowid !== null && image.shape.alias === null;
  const selected = { changed: indexes(false), dropped: indexes(true), rowid, where };
  return keepPairs(sides, `${image.before.name}_pinned`, pair, match, selected);
}

interface Selected {
  readonly changed: readonly number[];
  readonly dropped: readonly number[];
  readonly rowid: boolean;
  readonly where: string;
}

/** Rows that both sides have, with values of before and of after. */
function keepPairs(sides: Sides, about: string, pair: Pair, match: Match, selected: Selected): ChangedRows | null {
  const { image, columns } = pair;
  const { changed, dropped, rowid, where } = selected;
  const before = [...changed, ...dropped];
  const plain = (into: string, from: string): SideColumn => ({ into, definition: into, from });
  const kept = sides.keep(
    about,
    [
      ...keyPairs(pair, match.key),
      ...(rowid ? [plain('br', `c.${imageRowid(image) ?? ''}`)] : []),
      ...before.map((index) => plain(`b${index}`, `c.${imageColumn(image, index)}`)),
      ...changed.map((index) => plain(`a${index}`, `a.${quoted(columns[index]?.after ?? '')}`)),
    ],
    { rest: `FROM ${joined(pair, match.key)} WHERE ${where}`, values: [] },
  );
  return kept === null ? null : { ...kept, columns: before.toSorted((x, y) => x - y), rowid };
}

function pinnedRows({ image, hints: { pinned } }: Pair): string | null {
  if (pinned === null) return null;
  const rowid = imageRowid(image);
  const column = (name: string): string => `c.${imageColumn(image, columnIndex(image.shape, name))}`;
  return pinned.where(column, rowid === null ? null : `c.${rowid}`).join(' OR ');
}

function keyPairs(pair: Pair, key: TableEntry['key']): readonly SideColumn[] {
  const { image, afterShape, columns } = pair;
  const column = (into: string, from: string): SideColumn => ({ into, definition: keyType(pair, key, into), from });
  if (key === 'rowid') return [column('kb0', `c.${imageRowid(image) ?? ''}`), column('ka0', `a.${afterShape.rowid ?? ''}`)];
  return [
    ...key.map((index, at) => column(`kb${at}`, `c.${imageColumn(image, index)}`)),
    ...key.map((index, at) => column(`ka${at}`, `a.${quoted(columns[index]?.after ?? '')}`)),
  ];
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
  const keys = keyPairs(pair, key).filter(({ into }) => into.startsWith('ka'));
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  return sides.keep(`${image.before.name}_inserted`, [...keys, ...values], {
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
