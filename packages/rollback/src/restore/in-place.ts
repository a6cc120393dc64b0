import type { Workbench } from '@zepix/migrations-sqlite';
import type { TableEntry } from '../store/manifest.js';
import { quoted } from '../store/names.js';
import type { Verdict } from './examine.js';
import { isRefusal, isRowidTaken } from './kept-aside.js';
import type { KeptAside } from './kept-aside.js';
import { goneRows, indexSide, isOneOf, joinSide, rowColumn, standingColumn } from './sides.js';
import type { Standing } from './sides.js';

/** Runs a statement on a table of the application, seen by whoever keeps. */
export type Run = (sql: string) => void;

/**
 * Brings preserved rows and values into a table as it stands, with the old definition. Its triggers must be away.
 * @throws SQLite's own error where the rules of the table are met on the way, though not by the whole
 */
export function mergeInPlace(bench: Workbench, run: Run, verdict: Verdict, standing: Standing, aside: KeptAside) {
  removeInserted(bench, run, verdict, standing);
  const values = putBackValues(bench, run, verdict, standing);
  const rows = putBackRows(run, verdict, standing, aside);
  return { rows: rows + putInAgain(bench, run, verdict, standing, aside), values };
}

function removeInserted(bench: Workbench, run: Run, { entry, insertedStay }: Verdict, standing: Standing): void {
  if (entry.inserted === null) return;
  indexSide(bench, entry, entry.inserted.table, 'a');
  const stay = insertedStay === null ? '' : ` WHERE i.rowid NOT IN (SELECT s FROM temp.${insertedStay})`;
  const isInserted = isOneOf(standing, entry, (at) => `i.ka${at}`, `FROM main.${quoted(entry.inserted.table)} AS i${stay}`);
  if (isInserted !== null) run(`DELETE FROM main.${quoted(standing.table)} AS t WHERE ${isInserted}`);
}

function putBackValues(bench: Workbench, run: Run, { entry, rewritten }: Verdict, standing: Standing): number {
  const { changed } = entry;
  const on = joinSide({ ...standing, side: 'before' }, entry, 's');
  const isChanged = isOneOf({ ...standing, side: 'before' }, entry, (at) => `s.kb${at}`, `FROM main.${quoted(changed?.table ?? '')} AS s`);
  if (changed === null || on === null || isChanged === null) return 0;
  indexSide(bench, entry, changed.table, 'b');
  const columns = changed.columns.flatMap((index) => {
    const name = standingColumn({ ...standing, side: 'before' }, entry, index);
    return name === null ? [] : [{ index, name: quoted(name) }];
  });
  const rowid = changed.rowid && entry.hidden && standing.shape.alias === null ? standing.shape.rowid : null;
  const stays = (index: number): boolean => rewritten !== null && entry.columns[index]?.after !== null;
  const targets = [
    ...(rowid === null ? [] : [{ name: rowid, value: 's.br' }]),
    ...columns.map(({ index, name }) => ({
      name,
      value: stays(index) ? `CASE WHEN w.w${index} THEN t.${name} ELSE s.b${index} END` : `s.b${index}`,
    })),
  ];
  if (targets.length === 0) return 0;
  const flags = rewritten === null ? '' : ` LEFT JOIN temp.${rewritten} AS w ON w.s = s.rowid`;
  const side = `main.${quoted(changed.table)} AS s`;
  const names = targets.map(({ name }) => name).join(', ');
  run(`UPDATE OR ABORT main.${quoted(standing.table)} AS t SET (${names}) =
    (SELECT ${targets.map(({ value }) => value).join(', ')} FROM ${side}${flags} WHERE ${on})
    WHERE ${isEveryRow(bench, entry, rewritten, standing) ? '1' : isChanged}`);
  return changed.rows;
}

/** Whether each row of a table is among those that changed: to look each of them up twice would cost half as much again. */
function isEveryRow(bench: Workbench, { changed, key, alias }: TableEntry, rewritten: string | null, { table }: Standing): boolean {
  const isNumber = key === 'rowid' || (key.length === 1 && key[0] === alias);
  // Where nothing was rewritten, no row is gone either: each of those that changed is there, under a number of its own.
  if (changed === null || rewritten !== null || !isNumber || changed.oneKey !== true) return false;
  return bench.rows(`SELECT count(*) FROM main.${quoted(table)}`)[0]?.[0] === BigInt(changed.rows);
}

/** Rows as they stood that the run deleted again: put in once more, but those that the application deleted since. Gives how many. */
export function putInAgain(
  bench: Workbench,
  run: Run,
  { entry, rewritten, isPinned }: Verdict,
  standing: Standing,
  aside: KeptAside,
): number {
  const { changed, columns } = entry;
  const now: Standing = { ...standing, side: 'before' };
  const on = joinSide(now, entry, 's');
  if (!isPinned || changed === null || on === null) return 0;
  const named = columns.flatMap((_, index) => {
    const name = standingColumn(now, entry, index);
    return name === null ? [] : [{ column: name, name: quoted(name), value: `s.b${index}` }];
  });
  const hidden = changed.rowid && entry.hidden && standing.shape.alias === null ? standing.shape.rowid : null;
  const targets = [...(hidden === null ? [] : [{ name: hidden, value: 's.br' }]), ...named];
  const gone = rewritten === null ? '' : `AND s.rowid NOT IN (SELECT s FROM temp.${rewritten})`;
  const select = `SELECT s.rowid, ${targets.map(({ value }) => value).join(', ')} FROM main.${quoted(changed.table)} AS s
    WHERE NOT EXISTS (SELECT 1 FROM main.${quoted(standing.table)} AS t WHERE ${on}) ${gone}`;
  const missing = bench.rows(select).map(([id]) => String(id));
  for (const id of missing) {
    const from = `FROM main.${quoted(changed.table)} AS s WHERE s.rowid = ${id}`;
    const refused = putOne(run, standing.table, targets, { from, hasHidden: hidden !== null });
    if (refused === null) continue;
    const values = named.map(({ value }) => value).join(', ');
    const names = named.map(({ column }) => column);
    aside.put(standing.table, names, `SELECT ${values} ${from}`, `The table does not take rows as they stood: ${refused.message}`);
  }
  return missing.length;
}

type Targets = readonly { readonly name: string; readonly value: string }[];

/** Puts one row in, if need be under another number where none of its columns shows that. Gives why the table does not take it. */
function putOne(
  run: Run,
  table: string,
  targets: Targets,
  { from, hasHidden }: { readonly from: string; readonly hasHidden: boolean },
): Error | null {
  const [names, values] = [targets.map(({ name }) => name).join(', '), targets.map(({ value }) => value).join(', ')];
  try {
    run(`INSERT OR ABORT INTO main.${quoted(table)} (${names}) SELECT ${values} ${from}`);
    return null;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return hasHidden && isRowidTaken(error) ? putOne(run, table, targets.slice(1), { from, hasHidden: false }) : error;
  }
}

function putBackRows(run: Run, { entry, taken }: Verdict, standing: Standing, aside: KeptAside): number {
  const gone = goneRows(entry);
  if (gone === null || gone.rows === 0) return 0;
  const table = `main.${quoted(standing.table)}`;
  const side = `main.${quoted(gone.table)} AS d`;
  const keyOf = (at: number): string => `d.${rowColumn(entry, entry.key === 'rowid' ? 'rowid' : (entry.key[at] ?? -1))}`;
  const isGone = (where: string): string | null => isOneOf({ ...standing, side: 'before' }, entry, keyOf, `FROM ${side}${where}`);
  const isBack = isGone('');
  if (isBack === null) return 0;
  if (taken !== null) {
    const names = standing.shape.columns.map(({ name }) => name);
    const rows = `SELECT ${names.map((name) => `t.${quoted(name)}`).join(', ')} FROM ${table} AS t
      WHERE ${isGone(` WHERE d.rowid IN (SELECT s FROM temp.${taken})`) ?? '0'}`;
    aside.put(standing.table, names, rows, 'A row that came back has the key that these were given since');
  }
  // Where nobody put a row under one of their keys since, there is none.
  if (taken !== null || entry.inserted !== null) run(`DELETE FROM ${table} AS t WHERE ${isBack}`);
  const columns = entry.columns.flatMap((_, index) => {
    const name = standingColumn({ ...standing, side: 'before' }, entry, index);
    return name === null ? [] : [{ name: quoted(name), value: rowColumn(entry, index) }];
  });
  const hidden = entry.hidden && standing.shape.alias === null ? standing.shape.rowid : null;
  const targets = [...(hidden === null ? [] : [{ name: hidden, value: rowColumn(entry, 'rowid') }]), ...columns];
  run(`INSERT OR ABORT INTO ${table} (${targets.map(({ name }) => name).join(', ')})
    SELECT ${targets.map(({ value }) => `d.${value}`).join(', ')} FROM ${side}`);
  return gone.rows;
}
