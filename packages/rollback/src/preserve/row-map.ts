import type { Workbench } from '@zepix/migrations-sqlite';
import { quoted } from '../store/names.js';
import { imageColumn, imageRowid } from './image.js';
import { equalCells, hasHiddenRowid } from './keys.js';
import type { Match, Pair } from './keys.js';

/** A temporary table of which row became which: `b` the rowid before, `a` the one after. */
interface RowMap {
  readonly table: string;
  readonly rows: number;
}

/** Where rows of a table that was written anew have nothing but a hidden number, and do not agree by it: by all that they hold. */
export function matchByContent(bench: Workbench, pair: Pair, match: Match | null, total: { readonly before: number }): RowMap | null {
  const hasKey = match !== null && match.key !== 'rowid';
  if (hasKey || !pair.isAnew || pair.image.rows !== null || !hasHiddenRowid(pair)) return null;
  if (match !== null && match.rows === total.before && match.differing.every((count) => count === 0)) return null;
  const map = mapRows(bench, pair);
  if (map === null || match === null || map.rows * (match.differing.length + 1) > equalCells(match)) return map;
  bench.exec(`DROP TABLE temp.${quoted(map.table)}`);
  return null;
}

/**
 * Pairs rows that nothing but a hidden number tells apart by all that they hold, those that are alike in their order: a table that was
 * written anew may have lost rows, and all others have other numbers then. Null where that tells none.
 */
function mapRows(bench: Workbench, { image, after, afterShape, columns }: Pair): RowMap | null {
  const shared = columns.flatMap(({ after: name }, index) => (name === null ? [] : [{ name, index }]));
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
