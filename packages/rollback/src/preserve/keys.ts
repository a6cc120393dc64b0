import type { Workbench } from '@zepix/migrations-sqlite';
import { quoted } from '../store/names.js';
import type { TableEntry } from '../store/manifest.js';
import type { Shape } from '../trace/shape.js';
import { differs, textDiffers, imageColumn, imageRowid } from './image.js';
import type { Image } from './image.js';

/** The rows before and the table after, with what each column is called there. */
export interface Pair {
  readonly image: Image;
  readonly after: string;
  readonly afterShape: Shape;
  readonly columns: TableEntry['columns'];
  readonly hints: Hints;
  /** Whether it is another table under the old one's name: its hidden numbers tell of its rows' order only. */
  readonly isAnew: boolean;
  /** Which hidden number became which, where that is known otherwise: a temporary table of `b` and `a`. */
  readonly rowMap?: string;
}

/** What is known of a table's rows by who moved them, and no comparison could tell. */
export interface Hints {
  /** SQL over a row `a` of after: true for one that is none of before, whatever its key; null where that is not known of any. */
  readonly fresh: string | null;
  /** Values that are kept even where they did not change: for going the other way again. */
  readonly pinned: Pinned | null;
  /** Asked at the end: whether each row of before was copied as it was, column by column, and no other came. */
  readonly isCopy?: () => boolean;
}

export interface Pinned {
  /** SQL over a row of before, whose columns it is told how to call: conditions of which one is enough, each quick to find rows by. */
  readonly where: (column: (name: string) => string, rowid: string | null) => readonly string[];
}

/** How the rows before and after are told to be the same, and how well they fit then. */
export interface Match {
  readonly key: TableEntry['key'];
  readonly rows: number;
  /** For each column of before: in how many of these rows it differs. Columns that are gone differ in none. */
  readonly differing: readonly number[];
  /** In how many rows the hidden rowid differs. */
  readonly moved: number;
}

/** The condition that pairs `c` (before) with `a` (after). */
export function joinOn(pair: Pair, key: TableEntry['key']): string {
  const { image, afterShape, hints } = pair;
  const parts =
    key === 'rowid'
      ? [`a.${afterShape.rowid ?? ''} = ${numberAfter(pair)}`]
      : key.map((index) => `a.${quoted(pair.columns[index]?.after ?? '')} = c.${imageColumn(image, index)}`);
  return [...parts, ...(hints.fresh === null ? [] : [`NOT ${hints.fresh}`]), ...writtenRows(pair)].join(' AND ');
}

function numberAfter({ image, rowMap }: Pair): string {
  const rowid = `c.${imageRowid(image) ?? ''}`;
  return rowMap === undefined ? rowid : `(SELECT m.a FROM temp.${quoted(rowMap)} AS m WHERE m.b = ${rowid})`;
}

/** Of an image that has only the rows that were written: the condition that a row `a` of after is one of them. */
export function writtenRows({ image: { rows }, afterShape }: Pair): readonly string[] {
  return rows === null ? [] : [`a.${afterShape.rowid ?? ''} IN (SELECT r FROM temp.${quoted(rows)})`];
}

/** Rows that both have: `c` of before and `a` of after. The few that were written lead to the many, not the other way round. */
export function joined(pair: Pair, key: TableEntry['key']): string {
  const join = pair.image.rows === null ? 'JOIN' : 'CROSS JOIN';
  return `${quoted(pair.image.table)} AS c ${join} main.${quoted(pair.after)} AS a ON ${joinOn(pair, key)}`;
}

/** True where a column of before (`cell`: what it held) has another value in the row `a` of after. */
export function cellDiffers({ image, columns, afterShape }: Pair, index: number, cell: string): string {
  const name = columns[index]?.after ?? '';
  const after = afterShape.columns.find((one) => one.name === name);
  const isText = image.shape.columns[index]?.affinity === 'TEXT' && after?.affinity === 'TEXT';
  return (isText ? textDiffers : differs)(`a.${quoted(name)}`, cell);
}

/** Whether the rowid is a value of its own, which no column shows, on both sides. */
export function hasHiddenRowid({ image, afterShape }: Pair): boolean {
  return image.shape.rowid !== null && image.shape.alias === null && afterShape.rowid !== null;
}

/** The best way to tell which row became which. */
export function matchRows(bench: Workbench, pair: Pair, total: { readonly before: number; readonly after: number }): Match | null {
  let best: Match | null = null;
  const own = candidates(pair);
  if (total.before === 0 || total.after === 0) {
    const key = own.find((one) => !hasNull(bench, pair, one));
    return key === undefined ? null : { key, rows: 0, differing: pair.columns.map(() => 0), moved: 0 };
  }
  for (const key of own) {
    if (hasNull(bench, pair, key)) continue;
    const match = measure(bench, pair, key);
    if (isByChance(pair, match, total, own.length > 1)) continue;
    if (match.rows === total.before && match.rows === total.after) return match;
    if (key !== 'rowid' && best === null && (match.rows === total.before || match.rows === total.after)) return match;
    if (best === null || equalCells(match) > equalCells(best)) best = match;
  }
  const others = indexKeys(bench, pair).filter((key) => !own.some((one) => String(one) === String(key)) && !hasNull(bench, pair, key));
  return others.reduce((found: Match | null, key) => {
    const match = measure(bench, pair, key);
    return found === null || equalCells(match) > equalCells(found) ? match : found;
  }, best);
}

/** The match of a table that was copied as it was; null where that is not known, or a copy may have converted values. */
export function matchOfCopy(bench: Workbench, pair: Pair, total: { readonly before: number; readonly after: number }): Match | null {
  const { image, afterShape, columns, hints } = pair;
  if (hints.isCopy?.() !== true || total.before !== total.after || image.rows !== null) return null;
  const numbered = ({ alias, rowid }: Shape): string => `${alias === null} ${rowid === null}`;
  const isAsIs = columns.every(({ after }, index) => {
    const now = afterShape.columns.find(({ name }) => name === after);
    return after === null || now?.affinity === image.shape.columns[index]?.affinity;
  });
  const key = candidates(pair).find((one) => !hasNull(bench, pair, one));
  if (!isAsIs || numbered(image.shape) !== numbered(afterShape) || key === undefined) return null;
  return { key, rows: total.before, differing: columns.map(() => 0), moved: 0 };
}

/** Whether hidden numbers of a table that was made anew pair rows that have less in common than not, where more than their number speaks. */
function isByChance(
  { isAnew, columns }: Pair,
  { key, rows, differing }: Match,
  total: { readonly before: number; readonly after: number },
  hasKeys: boolean,
): boolean {
  const isCounted = rows === total.before && rows === total.after;
  if (key !== 'rowid' || !isAnew || (isCounted && !hasKeys)) return false;
  const cells = rows * columns.filter(({ after }) => after !== null).length;
  const other = differing.reduce((sum, count) => sum + count, 0);
  return other * 2 > cells;
}

/** Columns that an index of its own lets stand only once in the table after: a script that numbers rows anew leaves them so. */
function indexKeys(bench: Workbench, { after, columns }: Pair): number[][] {
  const rows = bench.rows(
    `SELECT l.name, x.name FROM pragma_index_list(?, 'main') AS l CROSS JOIN pragma_index_xinfo(l.name, 'main') AS x
      WHERE l.origin = 'c' AND l."unique" = 1 AND l.partial = 0 AND x.key = 1
        AND NOT EXISTS (SELECT 1 FROM pragma_index_xinfo(l.name, 'main') AS y WHERE y.key = 1 AND (y.name IS NULL OR y.coll <> 'BINARY'))
        AND NOT EXISTS (SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND lower(name) = lower(?) AND sql LIKE '%collate%')
      ORDER BY l.seq DESC, x.seqno`,
    after,
    after,
  );
  const keys = new Map<string, number[]>();
  for (const [index, name] of rows) {
    const column = columns.findIndex((one) => one.after?.toLowerCase() === String(name).toLowerCase());
    keys.set(String(index), [...(keys.get(String(index)) ?? []), column]);
  }
  return [...keys.values()].filter((key) => !key.includes(-1));
}

/** How many values agree in rows that both sides have. */
export function equalCells({ rows, differing }: Match): number {
  return rows * (differing.length + 1) - differing.reduce((sum, count) => sum + count, 0);
}

/** The keys that rows may be told apart by, the best first. */
export function candidates({ image: { shape }, afterShape, columns }: Pair): TableEntry['key'][] {
  const indexOf = (name: string): number => shape.columns.findIndex((column) => column.name.toLowerCase() === name.toLowerCase());
  const afterIndex = (name: string): number => columns.findIndex(({ after }) => after?.toLowerCase() === name.toLowerCase());
  const isMapped = (index: number): boolean => (columns[index]?.after ?? null) !== null;
  const keys: TableEntry['key'][] = [];
  if (shape.alias !== null) keys.push([indexOf(shape.alias)]);
  for (const parts of shape.keys) keys.push(parts.map(({ name }) => indexOf(name)));
  for (const parts of afterShape.keys) keys.push(parts.map(({ name }) => afterIndex(name)));
  if (afterShape.alias !== null) keys.push([afterIndex(afterShape.alias)]);
  const usable = keys.filter((key) => key !== 'rowid' && key.every((index) => index >= 0 && isMapped(index)));
  const distinct = usable.filter((key, at) => usable.findIndex((other) => String(other) === String(key)) === at);
  return shape.rowid !== null && afterShape.rowid !== null ? [...distinct, 'rowid'] : distinct;
}

function hasNull(bench: Workbench, pair: Pair, key: TableEntry['key']): boolean {
  if (key === 'rowid' || isAlias(pair, key)) return false;
  const before = key.map((index) => `${imageColumn(pair.image, index)} IS NULL`).join(' OR ');
  const isNull = `EXISTS (SELECT 1 FROM ${quoted(pair.image.table)} WHERE ${before})`;
  return bench.rows(`SELECT 1 WHERE ${isNull} OR ${nullAfter(pair, key, writtenRows(pair))}`).length > 0;
}

/** The condition that a row of after (one that fulfils the conditions) has NULL in a column of the key. */
export function nullAfter({ after, columns }: Pair, key: readonly number[], conditions: readonly string[]): string {
  const nulls = key.map((index) => `a.${quoted(columns[index]?.after ?? '')} IS NULL`).join(' OR ');
  return `EXISTS (SELECT 1 FROM main.${quoted(after)} AS a WHERE ${[...conditions, `(${nulls})`].join(' AND ')})`;
}

export function measure(bench: Workbench, pair: Pair, key: TableEntry['key']): Match {
  const { image, columns } = pair;
  if (key !== 'rowid' && !image.parked && image.pooled !== true && !isAlias(pair, key)) {
    const on = key.map((index) => imageColumn(image, index)).join(', ');
    bench.exec(`CREATE INDEX IF NOT EXISTS temp.${quoted(`${image.table}_${key.join('_')}`)} ON ${quoted(image.table)} (${on})`);
  }
  const counts = columns.map(({ after: name }, index) =>
    name === null ? '0' : `count(*) FILTER (WHERE ${cellDiffers(pair, index, `c.${imageColumn(image, index)}`)})`,
  );
  const moved = hasHiddenRowid(pair) ? `total(a.${pair.afterShape.rowid ?? ''} <> c.${imageRowid(image) ?? ''})` : '0';
  const sql = `SELECT count(*), ${[moved, ...counts].join(', ')} FROM ${joined(pair, key)}`;
  const [rows = 0, shifted = 0, ...differing] = (bench.rows(sql)[0] ?? []).map(Number);
  return { key, rows, moved: shifted, differing };
}

/** Whether the key is the INTEGER PRIMARY KEY of before: a copy has that as its own. */
export function isAlias({ image }: Pair, key: readonly number[]): boolean {
  return key.length === 1 && image.shape.alias !== null && image.shape.columns[key[0] ?? -1]?.name === image.shape.alias;
}
