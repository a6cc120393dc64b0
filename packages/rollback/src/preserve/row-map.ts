import type { Workbench } from '@zepix/migrations-sqlite';
import { quoted } from '../store/names.js';
import { imageColumn, imageRowid } from './image.js';
import { equalCells, isAlias } from './keys.js';
import type { Match, Pair } from './keys.js';

/** A temporary table of which row became which: `b` the rowid before, `a` the one after. */
interface RowMap {
  readonly table: string;
  readonly rows: number;
}

/**
 * Where rows of a table that was written anew have nothing but a number, and do not agree by it: by all else that they hold. A script that
 * leaves out numbers that count by themselves has them given anew.
 */
export function matchByContent(bench: Workbench, pair: Pair, match: Match | null, total: Total): RowMap | null {
  const isByNumber = match === null || match.key === 'rowid' || isAlias(pair, match.key);
  if (!isByNumber || !pair.isAnew || pair.image.rows !== null || losesKey(pair)) return null;
  const isSame = match !== null && match.rows === Math.min(total.before, total.after) && match.differing.every((count) => count === 0);
  const map = isSame ? null : mapRows(bench, pair);
  if (map === null || match === null || map.rows * (match.differing.length + 1) > equalCells(match)) return map;
  bench.exec(`DROP TABLE temp.${quoted(map.table)}`);
  return null;
}

/**
 * Whether rows had a key of their own that is gone: what is left of such a row does not tell it, and a script that takes it back can only go
 * by its number.
 */
function losesKey({ image: { shape }, columns }: Pair): boolean {
  const isGone = (name: string): boolean => columns.some((one) => one.name.toLowerCase() === name.toLowerCase() && one.after === null);
  return shape.keys.some((parts) => parts.some(({ name }) => isGone(name)));
}

interface Total {
  readonly before: number;
  readonly after: number;
}

/**
 * Pairs rows that nothing but a number tells apart by all else that they hold, those that are alike in their order: a table that was
 * written anew may have lost rows, and all others have other numbers then. Null where that tells none.
 */
function mapRows(bench: Workbench, { image, after, afterShape, columns }: Pair): RowMap | null {
  const isOwn = (index: number, name: string): boolean =>
    image.shape.columns[index]?.name !== image.shape.alias && name !== afterShape.alias;
  const shared = columns.flatMap(({ after: name }, index) => (name === null || !isOwn(index, name) ? [] : [{ name, index }]));
  const [before, now] = [imageRowid(image), afterShape.rowid];
  if (shared.length === 0 || before === null || now === null) return null;
  const table = `_zepix_map_${image.table}`;
  const cells = (of: (index: number, name: string) => string): string =>
    shared.map(({ index, name }, at) => `${of(index, name)} AS m${at}`).join(', ');
  const sorted = shared.map((_, at) => `m${at} COLLATE BINARY, typeof(m${at})`).join(', ');
  const numbered = quoted(`${table}_numbered`);
  bench.exec(`CREATE TEMP TABLE ${numbered} AS
    WITH rows AS (SELECT 0 AS side, ${before} AS r, ${cells((index) => imageColumn(image, index))} FROM ${quoted(image.table)}
      UNION ALL SELECT 1, ${now}, ${cells((_, name) => quoted(name))} FROM main.${quoted(after)})
    SELECT side, r, dense_rank() OVER (ORDER BY ${sorted}) AS g, row_number() OVER (PARTITION BY side, ${sorted} ORDER BY r) AS n FROM rows`);
  bench.exec(`CREATE INDEX temp.${quoted(`${table}_index`)} ON ${numbered} (g, n, side, r)`);
  bench.exec(`CREATE TEMP TABLE ${quoted(table)} (b INTEGER PRIMARY KEY, a INTEGER UNIQUE)`);
  const rows = bench.run(`INSERT INTO temp.${quoted(table)} SELECT x.r, y.r FROM temp.${numbered} AS x
    CROSS JOIN temp.${numbered} AS y ON y.g = x.g AND y.n = x.n AND y.side = 1 WHERE x.side = 0`);
  bench.exec(`DROP TABLE temp.${numbered}`);
  if (rows > 0) return { table, rows };
  bench.exec(`DROP TABLE temp.${quoted(table)}`);
  return null;
}
