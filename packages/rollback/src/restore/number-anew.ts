import type { Conflict } from '@zepix/migrations-core';
import type { Workbench } from '@zepix/migrations-sqlite';
import type { TableEntry } from '../store/manifest.js';
import { quoted } from '../store/names.js';
import { readCounters } from '../store/counters.js';
import { attachedTo } from './families.js';
import { examine, forget } from './examine.js';
import type { Finder, Verdict } from './examine.js';
import { runKept } from './hands.js';
import type { Hands } from './hands.js';
import { isRefusal } from './kept-aside.js';
import { withoutTriggers } from './quietly.js';
import { goneRows, joinGone, standingColumn } from './sides.js';
import type { Standing } from './sides.js';

/** A column that refers to the key of a table. */
interface Reference {
  readonly table: string;
  readonly column: string;
}

/** Rows that were given other numbers. */
interface Move {
  readonly entry: TableEntry;
  readonly references: readonly Reference[];
  /** A temporary table: `old`, `new`. */
  readonly map: string;
  readonly conflicts: readonly Conflict[];
}

/** What stands, once rows of the application make way for those that come back under their numbers. */
export interface Numbered {
  readonly verdicts: readonly Verdict[];
  readonly moves: readonly Move[];
  /** Of rows that refer to those that make way in another manner. */
  readonly attached: readonly Conflict[];
}

/** Examines, and where rows lie under numbers that come back, numbers them anew and examines what stands then. */
export function examineAnew(hands: Hands, find: Finder): Numbered {
  const { bench, stored } = hands;
  const verdicts = examine(bench, stored.manifest, find);
  if (stored.direction !== 'up' || bench.rows('PRAGMA foreign_keys')[0]?.[0] !== 0n) return { verdicts, moves: [], attached: [] };
  const moves = verdicts.flatMap((verdict, number) => numberAnew(hands, verdict, { standing: find(verdict.entry), number }) ?? []);
  if (moves.length > 0) forget(bench, verdicts);
  const now = moves.length > 0 ? examine(bench, stored.manifest, find) : verdicts;
  return { verdicts: now, moves, attached: now.flatMap((verdict) => attachedTo(hands, verdict, find(verdict.entry))) };
}

/**
 * Gives rows that the application put under a number that comes back the next free ones, and those that refer to them along: they refer to
 * the new row, since none could refer to the one that was gone. Null where rows can't be numbered: they stay, and are put aside later.
 */
function numberAnew(
  hands: Hands,
  verdict: Verdict,
  { standing, number }: { readonly standing: Standing | null; readonly number: number },
): Move | null {
  const { bench, keeper } = hands;
  if (standing === null || verdict.taken === null || verdict.isPinned) return null;
  const references = referencesTo(hands, standing);
  if (references === null || !mapNumbers(bench, verdict, standing, number)) return null;
  const tables = [standing.table, ...references.map(({ table }) => table)];
  for (const table of tables) keeper.keep(table);
  const map = `temp.${mapOf(number)}`;
  try {
    const conflicts = keeper.attempt(() => withoutTriggers(hands, tables, () => follow(hands, standing, references, map)));
    return { entry: verdict.entry, references, map, conflicts };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return null;
  }
}

/** Where a row with a new number was put aside after all, those that referred to it refer to the one that came back. Gives what is to be told. */
export function settleNumbers(hands: Hands, moves: readonly Move[]): readonly Conflict[] {
  return moves.flatMap(({ entry, references, map, conflicts }) => {
    const key = entry.columns[entry.alias ?? -1]?.name ?? '';
    const lost = `FROM ${map} AS n WHERE n.new NOT IN (SELECT ${quoted(key)} FROM main.${quoted(entry.before)})`;
    const isLost = references.length > 0 && hands.bench.rows(`SELECT 1 ${lost} LIMIT 1`).length > 0;
    const back = isLost ? references.flatMap((reference) => pointBack(hands, reference, lost) ?? []) : [];
    hands.bench.exec(`DROP TABLE ${map}`);
    return [...conflicts, ...back.map((one) => ({ ...one, reason: attachedReason(entry.before) }))];
  });
}

function attachedReason(table: string): string {
  return `These referred to rows of ${table} that were put aside: they refer to those that came back under the same key.`;
}

function pointBack(hands: Hands, { table, column }: Reference, lost: string): Omit<Conflict, 'reason'> | null {
  const entry = hands.stored.manifest.tables.find(({ after }) => after?.toLowerCase() === table.toLowerCase());
  const name = entry?.columns.find(({ after }) => after?.toLowerCase() === column.toLowerCase())?.name ?? column;
  const now = hands.journal.watch.table(entry?.before ?? table)?.name;
  if (now === undefined) return null;
  const into = quoted(name);
  const [[count] = []] = hands.bench.rows(`SELECT count(*) FROM main.${quoted(now)} AS t WHERE t.${into} IN (SELECT n.new ${lost})`);
  hands.keeper.keep(now);
  withoutTriggers(hands, [now], () => {
    runKept(
      hands,
      `UPDATE OR IGNORE main.${quoted(now)} AS t SET ${into} = (SELECT n.old ${lost} AND n.new = t.${into}) WHERE t.${into} IN (SELECT n.new ${lost})`,
    );
  });
  return Number(count) === 0 ? null : { kind: 'attached', table: now, column: name, rows: Number(count) };
}

function mapOf(number: number): string {
  return `_zepix_n${number}`;
}

/** Makes the temporary table of old and new numbers. False where the table's key is no number, or none is left. */
function mapNumbers(bench: Workbench, { entry, taken }: Verdict, standing: Standing, number: number): boolean {
  const [gone, on, { rowid }] = [goneRows(entry), joinGone(standing, entry), standing.shape];
  if (gone === null || on === null || rowid === null || !isNumber(entry, standing)) return false;
  const [id, side] = [`t.${rowid}`, `main.${quoted(gone.table)}`];
  const counter = readCounters(bench).get(standing.table) ?? '0';
  const highest = `max(${counter}, (SELECT max(t.${rowid}) FROM main.${quoted(standing.table)} AS t), (SELECT max(d.rowid) FROM ${side} AS d))`;
  bench.exec(`DROP TABLE IF EXISTS temp.${mapOf(number)}; CREATE TEMP TABLE ${mapOf(number)} (old INTEGER PRIMARY KEY, new INTEGER)`);
  bench.run(`INSERT INTO temp.${mapOf(number)} SELECT ${id}, ${highest} + row_number() OVER (ORDER BY ${id})
    FROM main.${quoted(standing.table)} AS t JOIN ${side} AS d ON ${on} WHERE d.rowid IN (SELECT s FROM temp.${taken ?? ''})`);
  return bench.rows(`SELECT 1 FROM temp.${mapOf(number)} WHERE typeof(new) <> 'integer'`).length === 0;
}

/** Whether rows are told apart by a number: a column's, or one that no column shows. */
function isNumber(entry: TableEntry, standing: Standing): boolean {
  const { alias } = standing.shape;
  if (entry.key === 'rowid') return alias === null;
  return entry.alias !== null && String(entry.key) === String(entry.alias) && standingColumn(standing, entry, entry.alias) === alias;
}

/** Null where a number of another table's rows refers to this one: those rows would have to be numbered alike. */
function referencesTo({ bench, journal, isOwn }: Hands, { table, shape }: Standing): readonly Reference[] | null {
  if (shape.alias === null) return [];
  const rows = bench.rows(
    `SELECT s.name, k."from", i.type LIKE '%int%' AND i.pk = 1 AND (SELECT count(*) FROM pragma_table_info(s.name, 'main') WHERE pk > 0) = 1
      FROM main.sqlite_schema AS s CROSS JOIN pragma_foreign_key_list(s.name, 'main') AS k
      CROSS JOIN pragma_table_info(s.name, 'main') AS i ON i.name = k."from" COLLATE NOCASE
      WHERE s.type = 'table' AND s.sql NOT LIKE 'CREATE VIRTUAL%' AND lower(k."table") = lower(?) AND lower(coalesce(k."to", ?)) = lower(?)`,
    table,
    shape.alias,
    shape.alias,
  );
  const found = rows.filter(([name]) => !isOwn(String(name)) && journal.watch.table(String(name)) !== undefined);
  if (found.some(([, , isKey]) => isKey === 1n)) return null;
  const all = new Map(
    found.map(([name, column]) => [`${String(name)}\0${String(column)}`, { table: String(name), column: String(column) }]),
  );
  return [...all.values()];
}

function follow(hands: Hands, { table, shape }: Standing, references: readonly Reference[], map: string): Conflict[] {
  const given = `FROM ${map} AS n`;
  const told = references.flatMap((reference) => {
    const [into, column] = [`main.${quoted(reference.table)}`, quoted(reference.column)];
    const which = `t.${column} IN (SELECT n.old ${given})`;
    const rows = Number(hands.bench.rows(`SELECT count(*) FROM ${into} AS t WHERE ${which}`)[0]?.[0]);
    if (rows === 0) return [];
    runKept(hands, `UPDATE OR ABORT ${into} AS t SET ${column} = (SELECT n.new ${given} WHERE n.old = t.${column}) WHERE ${which}`);
    const reason = `These refer to rows of ${table} that were given another number: they do so still.`;
    return [{ kind: 'renumbered' as const, table: reference.table, column: reference.column, rows, reason }];
  });
  const key = shape.rowid ?? '';
  runKept(
    hands,
    `UPDATE OR ABORT main.${quoted(table)} AS t SET ${key} = (SELECT n.new ${given} WHERE n.old = t.${key}) WHERE t.${key} IN (SELECT n.old ${given})`,
  );
  // A number that no column shows is nothing to tell of.
  if (shape.alias === null) return [];
  const numbers = hands.bench.rows(`SELECT n.old || ' is now ' || n.new ${given} ORDER BY n.old LIMIT 6`).map(([text]) => String(text));
  const rows = Number(hands.bench.rows(`SELECT count(*) ${given}`)[0]?.[0]);
  const list = `${numbers.slice(0, 5).join(', ')}${numbers.length > 5 ? ' …' : ''}`;
  return [
    {
      kind: 'renumbered',
      table,
      column: null,
      rows,
      reason: `Their number comes back with another row, so they were given another: ${list}.`,
    },
    ...told,
  ];
}
