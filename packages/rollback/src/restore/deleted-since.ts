import type { Conflict } from '@zepix/migrations-core';
import { differs } from '../preserve/image.js';
import type { PutRows, TableEntry } from '../store/manifest.js';
import { quoted } from '../store/names.js';
import { runKept } from './hands.js';
import type { Hands } from './hands.js';
import { withoutTriggers } from './quietly.js';

/** Rows that a run puts in and that are not wanted again, in a temporary table. */
export interface Deleted extends Pick<PutRows, 'table' | 'key' | 'values'> {
  readonly rows: string;
}

/** Before a run is taken back: which of the rows that it had put in the application deleted since. */
export function findDeleted(hands: Hands): readonly Deleted[] {
  const { tables, put = [], deletedSince = [] } = hands.stored.manifest;
  const sides = [...put, ...deletedSince].map((one) => ({ put: one, from: sideOf(one) }));
  const ofTables = tables.flatMap((entry) => [...insertedOf(hands, entry), ...changedOf(entry)]);
  return [...ofTables, ...sides].flatMap(({ put: rows, from }, number) => missing(hands, rows, from, number) ?? []);
}

/** Before a run goes forth again: those that nobody put in anew meanwhile. */
export function findUnwanted(hands: Hands): readonly Deleted[] {
  return (hands.stored.manifest.deletedSince ?? []).flatMap((put, number) => missing(hands, put, sideOf(put), number) ?? []);
}

/** Behind the script: takes them away again. */
export function deleteAgain(hands: Hands, unwanted: readonly Deleted[]): readonly Conflict[] {
  return unwanted.flatMap(({ table, key, values, rows }) => {
    if (hands.journal.watch.table(table) === undefined) return [];
    const same = values.map((name, at) => `NOT ${differs(`o.${quoted(name)}`, `g.v${at}`)}`);
    const on = [...key.map((name, at) => `o.${quoted(name)} = g.k${at}`), ...same].join(' AND ');
    const keys = (prefix: string): string => key.map((name) => `${prefix}.${quoted(name)}`).join(', ');
    const which = `(${keys('t')}) IN (SELECT ${keys('o')} FROM temp.${rows} AS g CROSS JOIN main.${quoted(table)} AS o ON ${on})`;
    const [[count] = []] = hands.bench.rows(`SELECT count(*) FROM main.${quoted(table)} AS t WHERE ${which}`);
    if (Number(count) === 0) return [];
    withoutTriggers(hands, [table], () => runKept(hands, `DELETE FROM main.${quoted(table)} AS t WHERE ${which}`));
    const reason = 'The application had deleted these rows, which the migration puts in: they are deleted again.';
    return [{ kind: 'deleted-since' as const, table, column: null, rows: Number(count), reason }];
  });
}

export function forgetDeleted({ bench }: Hands, found: readonly Deleted[]): void {
  for (const { rows } of found) bench.exec(`DROP TABLE IF EXISTS temp.${rows}`);
}

interface Source {
  readonly table: string;
  readonly keyOf: (at: number) => string;
  readonly valueOf: (at: number) => string;
}

function sideOf({ side }: PutRows): Source {
  return { table: side.table, keyOf: (at) => `p.k${at}`, valueOf: (at) => `p.v${at}` };
}

/** Rows, and where they are kept. */
interface Put {
  readonly put: Pick<PutRows, 'table' | 'key' | 'values'>;
  readonly from: Source;
}

/** Rows put into a table of before, under the names that it left them. */
function insertedOf({ journal, shapes }: Hands, entry: TableEntry): Put[] {
  const { key, after, columns, inserted } = entry;
  const table = after === null || inserted === null ? undefined : journal.watch.table(after);
  if (inserted === null || table?.sql === null || table === undefined) return [];
  const { rowid, alias } = shapes.of(table.name, table.sql);
  const isKey = (at: number): boolean => (key === 'rowid' ? columns[at]?.after === alias : key.includes(at));
  const others = columns.flatMap((one, at) => (one.after === null || isKey(at) ? [] : [at]));
  const values = isNumber(entry) ? others : [];
  const keys = key === 'rowid' ? [alias ?? rowid] : key.map((at) => columns[at]?.after ?? '');
  if (keys.includes(null)) return [];
  const put = { table: table.name, key: keys.map((name) => name ?? ''), values: values.map((at) => columns[at]?.after ?? '') };
  return [{ put, from: { table: inserted.table, keyOf: (at) => `p.ka${at}`, valueOf: (at) => `p.a${values[at] ?? 0}` } }];
}

/** Rows that were there under the key, of which the run made others: deleting one and putting in another looks so, too. */
function changedOf(entry: TableEntry): Put[] {
  const { key, after, columns, changed } = entry;
  if (changed === null || after === null || key === 'rowid') return [];
  const nameOf = (at: number): string => columns[at]?.after ?? '';
  const values = isNumber(entry) ? changed.columns.filter((at) => columns[at]?.after !== null && !key.includes(at)) : [];
  if (isNumber(entry) && values.length === 0) return [];
  const put = { table: after, key: key.map(nameOf), values: values.map(nameOf) };
  const letter = changed.oneKey === true ? 'b' : 'a';
  return [{ put, from: { table: changed.table, keyOf: (at) => `p.k${letter}${at}`, valueOf: (at) => `p.a${values[at] ?? 0}` } }];
}

/** Whether rows are told apart by a number that another row may get. */
function isNumber({ key, alias }: TableEntry): boolean {
  return key === 'rowid' || key.includes(alias ?? -1);
}

function missing(hands: Hands, put: Pick<PutRows, 'table' | 'key' | 'values'>, from: Source, number: number): Deleted | null {
  const { bench, journal } = hands;
  const { table, key, values } = put;
  const on = key.map((name, at) => `t.${quoted(name)} = ${from.keyOf(at)}`).join(' AND ');
  const isThere = journal.watch.table(table) === undefined ? '0' : `EXISTS (SELECT 1 FROM main.${quoted(table)} AS t WHERE ${on})`;
  const rows = `_zepix_g${number}`;
  const select = [...key.map((_, at) => `${from.keyOf(at)} AS k${at}`), ...values.map((_, at) => `${from.valueOf(at)} AS v${at}`)].join(
    ', ',
  );
  const query = `SELECT ${select} FROM main.${quoted(from.table)} AS p WHERE NOT ${isThere}`;
  if (bench.rows(`${query} LIMIT 1`).length === 0) return null;
  bench.exec(`DROP TABLE IF EXISTS temp.${rows}; CREATE TEMP TABLE ${rows} AS ${query}`);
  return { table, key, values, rows };
}
