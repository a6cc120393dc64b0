import type { Workbench } from '@zepix/migrations-sqlite';
import type { ChangedRows, TableEntry } from '../store/manifest.js';
import { quoted } from '../store/names.js';
import type { Shape } from '../trace/shape.js';
import { createCopy, imageColumn, imageRowid } from './image.js';
import type { Image } from './image.js';
import { differs, joinOn, matchRows } from './keys.js';
import type { Match, Pair } from './keys.js';

/** Names for side tables; each call another one. */
export type Naming = (about: string) => string;

/** What of an image is to be kept. Its table is dropped, or becomes a side table itself. */
export function reduceTable(bench: Workbench, naming: Naming, image: Image, pair: Pair | null): TableEntry {
  if (pair === null) return keepAll(bench, naming, image);
  const total = { before: count(bench, image.table), after: count(bench, pair.after) };
  const match = matchRows(bench, pair, total);
  const bare = {
    ...bareEntry(image.before.name, image.shape),
    after: pair.after,
    columns: pair.columns,
    key: match?.key ?? ('rowid' as const),
    highest: highest(bench, pair),
  };
  const matched = match?.rows ?? 0;
  if (matched === 0 && !image.parked) {
    const inserted = total.after === 0 ? null : keepInserted(bench, naming, pair, bare, false);
    return withoutEmpty(bench, image, { ...bare, deleted: { table: image.table, rows: total.before }, inserted });
  }
  const entry: TableEntry = {
    ...bare,
    changed: match === null || matched === 0 ? null : keepChanged(bench, naming, pair, match),
    deleted: matched === total.before ? null : keepDeleted(bench, naming, pair, bare),
    inserted: matched === total.after ? null : keepInserted(bench, naming, pair, bare, matched > 0),
    pinned: match === null || matched === 0 ? null : keepPinned(bench, naming, pair, match),
  };
  bench.exec(`DROP TABLE ${quoted(image.table)}`);
  return entry;
}

function withoutEmpty(bench: Workbench, image: Image, entry: TableEntry): TableEntry {
  if (entry.deleted === null || entry.deleted.rows > 0) return entry;
  bench.exec(`DROP TABLE ${quoted(image.table)}`);
  return { ...entry, deleted: null };
}

/** Whether nothing of a table's rows is kept. */
export function isEmpty({ changed, deleted, inserted, pinned, whole }: TableEntry): boolean {
  return [changed, deleted, inserted, pinned, whole].every((side) => side === null);
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

/** A table that is gone: its rows lie in the image, and stay there. */
function keepAll(bench: Workbench, naming: Naming, image: Image): TableEntry {
  const bare = bareEntry(image.before.name, image.shape);
  const rows = count(bench, image.table);
  if (!image.parked) return withoutEmpty(bench, image, { ...bare, deleted: { table: image.table, rows } });
  if (!/\breferences\b/i.test(image.before.sql ?? '')) return { ...bare, whole: { table: image.table, rows } };
  // A table with foreign keys can't stay: what the application deletes from its parents would be held back, or cascade into it.
  const deleted = rows === 0 ? null : copyImage(bench, naming, image, '');
  bench.exec(`DROP TABLE ${quoted(image.table)}`);
  return { ...bare, deleted };
}

function keepChanged(bench: Workbench, naming: Naming, pair: Pair, match: Match): ChangedRows | null {
  const { image, columns } = pair;
  const changed = columns.flatMap((_, index) => ((match.differing[index] ?? 0) > 0 ? [index] : []));
  const dropped = columns.flatMap(({ after }, index) => (after === null ? [index] : []));
  // A hidden rowid that the table after can't show counts as changed: it is one more value that would be lost.
  const loosesRowid = image.shape.rowid !== null && image.shape.alias === null && pair.afterShape.rowid === null;
  const rowid = match.moved > 0 || loosesRowid;
  if (changed.length === 0 && dropped.length === 0 && !rowid) return null;
  const wanted = [
    ...changed.map((index) => differs(`a.${quoted(columns[index]?.after ?? '')}`, `c.${imageColumn(image, index)}`)),
    ...dropped.map((index) => (image.shape.columns[index]?.defaultValue === null ? `c.${imageColumn(image, index)} IS NOT NULL` : '1')),
    ...(loosesRowid ? ['1'] : rowid ? [`a.${pair.afterShape.rowid ?? ''} <> c.${imageRowid(image) ?? ''}`] : []),
  ];
  const table = naming(`${image.before.name}_changed`);
  return keepPairs(bench, table, pair, match, { changed, dropped, rowid, where: wanted.join(' OR ') });
}

/** Rows that are kept though they do not differ. */
function keepPinned(bench: Workbench, naming: Naming, pair: Pair, match: Match): ChangedRows | null {
  const where = pinnedRows(pair);
  if (where === null) return null;
  const { image, columns } = pair;
  const indexes = (isGone: boolean): number[] => columns.flatMap(({ after }, index) => ((after === null) === isGone ? [index] : []));
  const rowid = image.shape.rowid !== null && image.shape.alias === null;
  const table = naming(`${image.before.name}_pinned`);
  return keepPairs(bench, table, pair, match, { changed: indexes(false), dropped: indexes(true), rowid, where });
}

interface Selected {
  readonly changed: readonly number[];
  readonly dropped: readonly number[];
  readonly rowid: boolean;
  readonly where: string;
}

/** Rows that both sides have, with values of before and of after. */
function keepPairs(bench: Workbench, table: string, pair: Pair, match: Match, selected: Selected): ChangedRows | null {
  const { image, columns } = pair;
  const { changed, dropped, rowid, where } = selected;
  const keys = keyPairs(pair, match.key);
  const before = [...changed, ...dropped];
  const hidden = rowid ? [{ into: 'br', from: `c.${imageRowid(image) ?? ''}` }] : [];
  const columnsInto = [
    ...keys,
    ...hidden,
    ...before.map((index) => ({ into: `b${index}`, from: `c.${imageColumn(image, index)}` })),
    ...changed.map((index) => ({ into: `a${index}`, from: `a.${quoted(columns[index]?.after ?? '')}` })),
  ];
  bench.exec(`CREATE TABLE ${quoted(table)} (${columnsInto.map(({ into }) => keyType(pair, match.key, into)).join(', ')})`);
  const rows = bench.run(
    `INSERT INTO ${quoted(table)} (${columnsInto.map(({ into }) => into).join(', ')})
      SELECT ${columnsInto.map(({ from }) => from).join(', ')}
      FROM ${quoted(image.table)} AS c JOIN ${quoted(pair.after)} AS a ON ${joinOn(pair, match.key)} WHERE ${where}`,
  );
  if (rows > 0) return { table, rows, columns: before.toSorted((x, y) => x - y), rowid };
  bench.exec(`DROP TABLE ${quoted(table)}`);
  return null;
}

function pinnedRows({ image, hints: { pinned } }: Pair): string | null {
  if (pinned === null) return null;
  const rowid = imageRowid(image);
  const column = (name: string): string => `c.${imageColumn(image, columnIndex(image.shape, name))}`;
  return pinned.where(column, rowid === null ? null : `c.${rowid}`);
}

function keyPairs(pair: Pair, key: TableEntry['key']): { readonly into: string; readonly from: string }[] {
  const { image, afterShape, columns } = pair;
  if (key === 'rowid')
    return [
      { into: 'kb0', from: `c.${imageRowid(image) ?? ''}` },
      { into: 'ka0', from: `a.${afterShape.rowid ?? ''}` },
    ];
  return [
    ...key.map((index, at) => ({ into: `kb${at}`, from: `c.${imageColumn(image, index)}` })),
    ...key.map((index, at) => ({ into: `ka${at}`, from: `a.${quoted(columns[index]?.after ?? '')}` })),
  ];
}

/** A column of a side table, those of keys with affinity and collation: an index on it must be usable. */
function keyType({ image: { shape } }: Pair, key: TableEntry['key'], column: string): string {
  if (!/^k[ab]\d+$/.test(column)) return column;
  const isRowid = key === 'rowid' || (key.length === 1 && shape.columns[key[0] ?? -1]?.name === shape.alias);
  if (isRowid && column === 'kb0') return 'kb0 INTEGER PRIMARY KEY';
  if (key === 'rowid') return `${column} INTEGER`;
  const index = key[Number(column.slice(2))] ?? -1;
  const { name, affinity } = shape.columns[index] ?? { name: '', affinity: 'BLOB' };
  const collation = shape.keys.flat().find((part) => part.name.toLowerCase() === name.toLowerCase())?.collation ?? 'BINARY';
  return `${column} ${affinity} COLLATE ${quoted(collation)}`;
}

/** Rows of before that the table after does not have. */
function keepDeleted(bench: Workbench, naming: Naming, pair: Pair, { key }: TableEntry): TableEntry['deleted'] {
  return copyImage(bench, naming, pair.image, `WHERE NOT EXISTS (SELECT 1 FROM ${quoted(pair.after)} AS a WHERE ${joinOn(pair, key)})`);
}

function copyImage(bench: Workbench, naming: Naming, image: Image, where: string): { readonly table: string; readonly rows: number } {
  const { shape, before } = image;
  const table = naming(`${before.name}_deleted`);
  const rowid = imageRowid(image);
  const columns = shape.columns.flatMap(({ name }, index) =>
    name === shape.alias ? [] : [{ into: `c${index}`, from: `c.${imageColumn(image, index)}` }],
  );
  const all = [...(rowid === null ? [] : [{ into: 'k', from: `c.${rowid}` }]), ...columns];
  const [into, from] = [all.map((one) => one.into).join(', '), all.map((one) => one.from).join(', ')];
  bench.exec(createCopy(table, shape));
  const rows = bench.run(`INSERT INTO ${quoted(table)} (${into}) SELECT ${from} FROM ${quoted(image.table)} AS c ${where}`);
  return { table, rows };
}

function keepInserted(bench: Workbench, naming: Naming, pair: Pair, entry: TableEntry, isPart: boolean): TableEntry['inserted'] {
  const { image, after, columns } = pair;
  const table = naming(`${image.before.name}_inserted`);
  const all = [
    ...keyPairs(pair, entry.key).filter(({ into }) => into.startsWith('ka')),
    ...columns.flatMap(({ after: name }, index) => (name === null ? [] : [{ into: `a${index}`, from: `a.${quoted(name)}` }])),
  ];
  const isNew = isPart ? `WHERE NOT EXISTS (SELECT 1 FROM ${quoted(image.table)} AS c WHERE ${joinOn(pair, entry.key)})` : '';
  bench.exec(`CREATE TABLE ${quoted(table)} (${all.map(({ into }) => keyType(pair, entry.key, into)).join(', ')})`);
  const rows = bench.run(
    `INSERT INTO ${quoted(table)} (${all.map(({ into }) => into).join(', ')}) SELECT ${all.map(({ from }) => from).join(', ')}
      FROM ${quoted(after)} AS a ${isNew}`,
  );
  return { table, rows };
}

/** Rows that come later get a higher number, but for those whose number is given by hand. */
function highest(bench: Workbench, { after, afterShape }: Pair): string | null {
  if (afterShape.rowid === null) return null;
  return String(bench.rows(`SELECT coalesce(max(${afterShape.rowid}), 0) FROM ${quoted(after)}`)[0]?.[0]);
}

function count(bench: Workbench, table: string): number {
  return Number(bench.rows(`SELECT count(*) FROM ${quoted(table)}`)[0]?.[0]);
}
