import type { Conflict } from '@zepix/migrations-core';
import type { RtreeRows } from '../store/manifest.js';
import { quoted } from '../store/names.js';
import type { Hands } from './hands.js';

/** Brings the rows of an R-tree back beside what was written into it since: by their numbers. Null where what it held is not known. */
export function mergeRtree(hands: Hands, name: string): readonly Conflict[] | null {
  const kept = hands.stored.manifest.rtrees?.find(({ table }) => table === name);
  if (kept === undefined) return null;
  const { bench } = hands;
  const { columns, gone, put } = kept;
  const [table, id] = [`main.${quoted(name)}`, quoted(columns[0] ?? '')];
  const isSame = (alias: string): string => columns.map((one, at) => `t.${quoted(one)} IS ${alias}.v${at}`).join(' AND ');
  // Rows that the run changed and the application deleted stay deleted.
  const left =
    put === null ? '' : ` AND g.v0 NOT IN (SELECT p.v0 FROM main.${quoted(put.table)} AS p WHERE p.v0 NOT IN (SELECT ${id} FROM ${table}))`;
  const back =
    gone === null ? [] : bench.rows(`SELECT g.rowid FROM main.${quoted(gone.table)} AS g WHERE 1${left}`).map(([one]) => String(one));
  if (put !== null)
    bench.run(`DELETE FROM ${table} WHERE ${id} IN (SELECT p.v0 FROM main.${quoted(put.table)} AS p JOIN ${table} AS t ON ${isSame('p')})`);
  if (gone === null) return [];
  const others = `FROM main.${quoted(gone.table)} AS g JOIN ${table} AS t ON t.${id} = g.v0 WHERE NOT (${isSame('g')})`;
  makeWay(hands, kept, others);
  const [[rows] = []] = bench.rows(`SELECT count(*) ${others}`);
  bench.run(`INSERT INTO ${table} SELECT ${columns.map((_, at) => `g.v${at}`).join(', ')} FROM main.${quoted(gone.table)} AS g
    WHERE g.rowid IN (${back.join(', ')}) AND g.v0 NOT IN (SELECT ${id} FROM ${table})`);
  const reason = 'The application wrote another value since: that stays.';
  return Number(rows) === 0 ? [] : [{ kind: 'rewritten', table: name, column: null, rows: Number(rows), reason }];
}

/** A row of the application under the number of one that the run had deleted is put aside. */
function makeWay({ bench, aside }: Hands, { table: name, columns, put }: RtreeRows, others: string): void {
  const own = put === null ? others : `${others} AND g.v0 NOT IN (SELECT v0 FROM main.${quoted(put.table)})`;
  if (bench.rows(`SELECT 1 ${own} LIMIT 1`).length === 0) return;
  const rows = `SELECT ${columns.map((one) => `t.${quoted(one)}`).join(', ')} ${own}`;
  aside.put(name, columns, rows, 'A row that came back has the number that these were given since');
  bench.run(`DELETE FROM main.${quoted(name)} WHERE ${quoted(columns[0] ?? '')} IN (SELECT g.v0 ${own})`);
}
