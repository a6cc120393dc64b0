import type { Fill } from '@zepix/migrations-core';
import type { Workbench } from '@zepix/migrations-sqlite';
import type { Manifest } from '../store/manifest.js';
import { quoted } from '../store/names.js';
import type { Shape } from '../trace/shape.js';
import type { Verdict } from './examine.js';
import { isRefusal, isRowidTaken } from './kept-aside.js';
import type { KeptAside } from './kept-aside.js';
import { isWrittenSince, notedValue } from './originals.js';
import { afterLetter, goneRows, indexGone, indexSide, joinGone, joinInserted, joinSide, rowColumn, standingColumn } from './sides.js';
import type { Standing } from './sides.js';

/** A new, empty table with the old definition, and where its rows come from. */
export interface Filling {
  readonly bench: Workbench;
  readonly verdict: Verdict;
  /** The table to fill. */
  readonly into: { readonly table: string; readonly shape: Shape };
  /** The rows as they stand; null where the run had dropped the table. */
  readonly from: Standing | null;
  readonly fills: readonly Fill[];
  readonly aside: KeptAside;
  readonly manifest: Manifest;
}

interface Target {
  readonly column: string;
  readonly value: string;
  /** What the row had there before, where the application wrote over it and that is known. */
  readonly earlier?: string;
}

/** Fills a table: first the rows that only before had, then those that stand, each with its preserved values. Gives how many came back. */
export function fillTable(filling: Filling): { readonly rows: number; readonly values: number } {
  const { bench, verdict, into, from } = filling;
  const { entry } = verdict;
  const rows = insertGone(filling);
  if (from === null) return { rows, values: 0 };
  if (entry.changed) indexSide(bench, entry, entry.changed.table, from.side === 'after' ? afterLetter(entry) : 'b');
  if (entry.inserted) indexSide(bench, entry, entry.inserted.table, 'a');
  if (from.side === 'before') indexGone(bench, entry);
  const targets = mergedColumns(filling, from);
  pour(filling, from, into.table, targets, mergedRows(filling, from));
  return { rows, values: entry.changed?.rows ?? 0 };
}

function insertGone({ bench, verdict: { entry }, into }: Filling): number {
  const gone = goneRows(entry);
  if (gone === null || gone.rows === 0) return 0;
  const columns = entry.columns.flatMap(({ name }, index) =>
    into.shape.columns.some((one) => one.name === name) ? [{ column: quoted(name), value: rowColumn(entry, index) }] : [],
  );
  const rowid = entry.hidden && into.shape.rowid !== null ? [{ column: into.shape.rowid, value: rowColumn(entry, 'rowid') }] : [];
  const targets = [...rowid, ...columns];
  // What was in the table was let in once, whatever its rules say today.
  bench.exec('PRAGMA ignore_check_constraints = ON');
  try {
    return bench.run(`INSERT OR ABORT INTO main.${quoted(into.table)} (${list(targets, 'column')})
      SELECT ${list(targets, 'value')} FROM main.${quoted(gone.table)}`);
  } finally {
    bench.exec('PRAGMA ignore_check_constraints = OFF');
  }
}

/** For each column of the table to fill: where its value comes from, of a row `t` that stands and its preserved `s`. */
function mergedColumns(filling: Filling, from: Standing): Target[] {
  const { verdict, into } = filling;
  const { entry } = verdict;
  const targets = into.shape.columns.map(({ name, defaultValue }) => {
    const index = entry.columns.findIndex((column) => column.name === name);
    const value = mergedValue(filling, from, name, index, defaultValue);
    const earlier = earlierValue(filling, from, { name, index, value });
    return { column: quoted(name), value, ...(earlier !== null && { earlier }) };
  });
  const changed = entry.changed;
  if (!entry.hidden || into.shape.rowid === null) return targets;
  const standing = from.shape.alias === null ? from.shape.rowid : null;
  const value =
    changed?.rowid === true ? `CASE WHEN s.kb0 IS NULL THEN ${standing === null ? 'NULL' : `t.${standing}`} ELSE s.br END` : null;
  return standing === null && value === null ? targets : [{ column: into.shape.rowid, value: value ?? `t.${standing ?? ''}` }, ...targets];
}

function mergedValue({ verdict, fills, into }: Filling, from: Standing, name: string, index: number, defaultValue: string | null): string {
  const { entry, rewritten } = verdict;
  const standing = index === -1 ? null : standingColumn(from, entry, index);
  const isGone = index === -1 || (from.side === 'after' && entry.columns[index]?.after === null);
  const fill = fills.find((one) => one.column.toLowerCase() === name.toLowerCase() && isFor(one, into.table));
  const isPreserved = entry.changed?.columns.includes(index) === true;
  if (standing !== null && !isGone) {
    const current = fill ? `coalesce(t.${quoted(standing)}, ${fill.expression})` : `t.${quoted(standing)}`;
    if (!isPreserved) return current;
    const stays = rewritten === null || entry.columns[index]?.after === null ? '' : ` OR w.w${index}`;
    return `CASE WHEN s.kb0 IS NULL${stays} THEN ${current} ELSE s.b${index} END`;
  }
  const without = fill ? `(${fill.expression})` : (defaultValue ?? 'NULL');
  return isPreserved ? `CASE WHEN s.kb0 IS NULL THEN ${without} ELSE s.b${index} END` : without;
}

function earlierValue(
  { verdict: { entry, rewritten }, manifest }: Filling,
  from: Standing,
  { name, index, value }: { readonly name: string; readonly index: number; readonly value: string },
): string | null {
  const isRewritten = rewritten !== null && entry.changed?.columns.includes(index) === true && entry.columns[index]?.after !== null;
  if (isRewritten) return `CASE WHEN s.kb0 IS NULL THEN ${value} ELSE s.b${index} END`;
  const noted = notedValue(manifest, entry, from, name);
  return noted === null ? null : `CASE WHEN ${noted.isNoted} THEN ${noted.value} ELSE ${value} END`;
}

function isFor({ table }: Fill, wanted: string): boolean {
  return table === null || table.toLowerCase() === wanted.toLowerCase();
}

function mergedRows({ verdict }: Filling, from: Standing): string {
  const { entry, rewritten, insertedStay } = verdict;
  const onChanged = entry.changed === null ? null : joinSide(from, entry, 's');
  const onInserted = entry.inserted === null ? null : joinInserted(from, entry, 'i');
  const preserved =
    entry.changed === null || onChanged === null ? noSide() : `LEFT JOIN main.${quoted(entry.changed.table)} AS s ON ${onChanged}`;
  const flags = rewritten === null ? '' : `LEFT JOIN temp.${rewritten} AS w ON w.s = s.rowid`;
  const stay = insertedStay === null ? '' : ` AND i.rowid NOT IN (SELECT s FROM temp.${insertedStay})`;
  const conditions = [
    ...(entry.inserted === null || onInserted === null
      ? []
      : [`NOT EXISTS (SELECT 1 FROM main.${quoted(entry.inserted.table)} AS i WHERE ${onInserted}${stay})`]),
    ...(isReplaced(verdict, from) ?? []),
  ];
  return `FROM main.${quoted(from.table)} AS t ${preserved} ${flags}${conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`}`;
}

/** Of rows under the key of one that comes back, by a script or just as it was: that one is there already. Others of the application are tried. */
function isReplaced({ entry, taken }: Verdict, from: Standing): string[] | null {
  const [gone, on] = [goneRows(entry), joinGone(from, entry)];
  if (gone === null || on === null || (from.side === 'after' && entry.key === 'rowid')) return null;
  const own = taken === null ? '' : ` AND d.rowid NOT IN (SELECT s FROM temp.${taken})`;
  return [`NOT EXISTS (SELECT 1 FROM main.${quoted(gone.table)} AS d WHERE ${on}${own})`];
}

function noSide(): string {
  return 'LEFT JOIN (SELECT NULL AS kb0 WHERE 0) AS s ON 0';
}

/**
 * The order in which rows are tried where some are not taken: what was written since comes last, so that of two rows with the same value
 * the one stays that had it before.
 */
function ranked({ manifest, verdict: { entry, rewritten } }: Filling, from: Standing): string {
  const ranks = [
    isWrittenSince(manifest, entry, from),
    entry.changed === null ? null : `s.kb0 IS NULL${rewritten === null ? '' : ' OR w.s IS NOT NULL'}`,
    from.shape.rowid === null ? null : `t.${from.shape.rowid}`,
  ].filter((rank) => rank !== null);
  return ranks.length === 0 ? '' : `ORDER BY ${ranks.join(', ')}`;
}

/** All rows at once; where a row is not taken, by halves until it is found, and that one is put aside. */
function pour(filling: Filling, from: Standing, table: string, targets: readonly Target[], rows: string): void {
  const { bench } = filling;
  const insert = `INSERT OR ABORT INTO main.${quoted(table)} (${list(targets, 'column')})`;
  try {
    bench.run(`${insert} SELECT ${list(targets, 'value')} ${rows}`);
    return;
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  const standing = from.shape.columns.map(({ name }, index) => `t.${quoted(name)} AS r${index}`);
  const values = targets.flatMap(({ value, earlier }, index) => [
    `${value} AS v${index}`,
    ...(earlier === undefined ? [] : [`${earlier} AS e${index}`]),
  ]);
  bench.exec(`CREATE TEMP TABLE _zepix_pour AS SELECT ${[...values, ...standing].join(', ')}
    ${rows} ${ranked(filling, from)}`);
  const total = Number(bench.rows('SELECT coalesce(max(rowid), 0) FROM temp._zepix_pour')[0]?.[0]);
  const select = `SELECT ${targets.map((_, index) => `v${index}`).join(', ')} FROM temp._zepix_pour`;
  const halve = (low: number, high: number): void => {
    try {
      bench.run(`${insert} ${select} WHERE rowid BETWEEN ${low} AND ${high}`);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      if (low === high) return pourOne(filling, from, targets, { row: low, error });
      const middle = Math.floor((low + high) / 2);
      halve(low, middle);
      halve(middle + 1, high);
    }
  };
  if (total > 0) halve(1, total);
  bench.exec('DROP TABLE temp._zepix_pour');
}

/**
 * A row that was not taken. Where only a number that no column shows is in the way, it gets another one; where it is one of before, and what
 * the application wrote into it since is, it has what it had there before, and is put aside as it was written; else it is put aside.
 */
function pourOne(
  { bench, into, aside }: Filling,
  { shape }: Standing,
  targets: readonly Target[],
  { row, error }: { readonly row: number; readonly error: Error },
): void {
  const from = `FROM temp._zepix_pour WHERE rowid = ${row}`;
  const isHidden = into.shape.alias === null && targets[0]?.column === into.shape.rowid;
  let why = error;
  const isTaken = (earlier: readonly number[], first = 0): boolean => {
    const values = targets.map(({ column }, index) => ({ column, value: `${earlier.includes(index) ? 'e' : 'v'}${index}` })).slice(first);
    try {
      bench.run(`INSERT OR ABORT INTO main.${quoted(into.table)} (${list(values, 'column')}) SELECT ${list(values, 'value')} ${from}`);
      return true;
    } catch (refusal) {
      if (!isRefusal(refusal)) throw refusal;
      if (isHidden && first === 0 && isRowidTaken(refusal)) return isTaken(earlier, 1);
      if (earlier.length === 0) why = refusal;
      return false;
    }
  };
  if (isTaken([])) return;
  const known = targets.flatMap(({ earlier }, index) => (earlier === undefined ? [] : [index]));
  const isBack = known.some((index) => isTaken([index])) || (known.length > 1 && isTaken(known));
  const names = shape.columns.map(({ name }) => name);
  const kept = `SELECT ${names.map((_, index) => `r${index}`).join(', ')} ${from}`;
  const rest = isBack ? '; they have what they had there before' : '';
  aside.put(into.table, names, kept, `The table does not take rows as they were written since: ${why.message}${rest}`);
}

function list(targets: readonly Target[], part: 'column' | 'value'): string {
  return targets.map((target) => target[part]).join(', ');
}
