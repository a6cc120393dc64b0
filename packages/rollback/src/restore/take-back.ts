import type { Conflict, Returned } from '@zepix/migrations-core';
import type { StoredObject } from '@zepix/migrations-sqlite';
import { renameAside } from '../preserve/capture.js';
import type { TableEntry } from '../store/manifest.js';
import { quoted } from '../store/names.js';
import { readCounters } from '../store/counters.js';
import { alterBack } from './alter-back.js';
import type { Verdict } from './examine.js';
import { followAside } from './families.js';
import { fillTable } from './fill.js';
import { hintKeeper } from './hints.js';
import { runKept } from './hands.js';
import type { Hands } from './hands.js';
import { makeTable, mergeOrRemake, standing } from './remake.js';
import { clearAway, makeMissing, requireAfter, wanted } from './schema-back.js';
import { dropIndexes, makeUnique, standingObjects } from './standing-objects.js';
import { examineAnew, settleNumbers } from './number-anew.js';
import { restoreCounters } from './number-back.js';
import { findOriginals } from './originals.js';
import { mendIndexes, writtenIndexes } from './search-index.js';
import type { Standing } from './sides.js';
import { dropVirtual, restoreVirtual, shadowsOf } from './virtual.js';

/** A table that gets a new body. */
interface Remade {
  readonly entry: TableEntry;
  readonly sql: string;
  readonly verdict: Verdict;
  /** Where its rows lie meanwhile; null where the run had dropped it. */
  readonly aside: Standing | null;
}

/** What came back, and the verdicts that it was judged by: their temporary tables stay until the keeper is done. */
export interface Back {
  readonly returned: Returned;
  readonly verdicts: readonly Verdict[];
}

/**
 * Goes from after a run to before it with the manifest alone: the schema text by text, every row that was there, and what the application
 * wrote since. Foreign keys must be off.
 */
export function takeBack(hands: Hands): Back {
  requireAfter(hands);
  const { manifest } = hands.stored;
  const start = standingObjects(hands);
  const counters = readCounters(hands.bench);
  const goal = wanted(start, hands);
  const find = (entry: TableEntry): Standing | null => (entry.after === null ? null : standing(hands, entry.after, 'after'));
  const { verdicts: everything, moves, attached } = examineAnew(hands, find);
  const written = writtenIndexes(hands);
  findOriginals(hands.bench, manifest, find);
  const isShadow = shadowsOf(hands);
  const shadows = everything.filter(({ entry }) => isShadow(entry.before));
  const verdicts = everything.filter(({ entry }) => !isShadow(entry.before));
  hintKeeper(hands, verdicts, moves.length > 0);
  const altered = alterBack(hands, verdicts, touchedTables(hands));
  clearAway(hands, touchedTables(hands));
  dropVirtual(hands);
  const texts = new Map(manifest.before.filter(({ type }) => type === 'table').map((one) => [one.name, one.sql]));
  const inPlace = verdicts.filter((verdict) =>
    altered.has(verdict) ? hasRows(verdict) : !texts.has(verdict.entry.before) && verdict.entry.after !== null,
  );
  const done = { rows: 0, values: 0 };
  const remade: Remade[] = verdicts.flatMap((verdict, at) => {
    const sql = texts.get(verdict.entry.before);
    return sql === undefined || altered.has(verdict) ? [] : [moveAway(hands, verdict, sql, at)];
  });
  for (const verdict of inPlace) {
    const now = standing(hands, verdict.entry.before, altered.has(verdict) ? 'before' : 'after');
    if (now !== null) add(done, mergeOrRemake(hands, verdict, now, goal));
  }
  for (const name of createdTables(hands, isShadow)) runKept(hands, `DROP TABLE main.${quoted(name)}`);
  for (const one of remade) {
    makeTable(hands, one.sql);
    makeUnique(hands, goal, one.entry.before);
  }
  for (const one of remade) add(done, fillRemade(hands, one));
  for (const { aside } of remade) if (aside !== null) runKept(hands, `DROP TABLE main.${quoted(aside.table)}`);
  const virtual = restoreVirtual(hands, shadows);
  makeMissing(hands, goal);
  const renumbered = settleNumbers(hands, moves);
  const followed = followAside(hands);
  restoreCounters(hands, counters, verdicts);
  const notices = [...virtual.notices, ...mendIndexes(hands, written)];
  const conflicts: Conflict[] = [
    ...renumbered,
    ...verdicts.flatMap((verdict) => verdict.conflicts),
    ...attached,
    ...followed,
    ...virtual.conflicts,
    ...hands.aside.conflicts,
  ];
  return { returned: { ...done, conflicts, notices }, verdicts: everything };
}

function add(sum: { rows: number; values: number }, { rows, values }: { readonly rows: number; readonly values: number }): void {
  sum.rows += rows;
  sum.values += values;
}

/** Whether rows or values of it come back, or rows that the run put in go. */
function hasRows({ entry: { changed, deleted, inserted, whole } }: Verdict): boolean {
  return [changed, deleted, inserted, whole].some((side) => side !== null);
}

function touchedTables({ stored: { manifest } }: Hands): ReadonlySet<string> {
  const names = [...manifest.tables.flatMap(({ before, after }) => [before, after ?? before]), ...manifest.after.map(({ table }) => table)];
  return new Set(names.map((name) => name.toLowerCase()));
}

/** Tables that the run made, and that are none of before under another name or definition. */
function createdTables({ stored: { manifest }, journal }: Hands, isShadow: (name: string) => boolean): readonly string[] {
  const continued = new Set(manifest.tables.map(({ after }) => after));
  const made = manifest.after.filter(({ type, name }) => type === 'table' && !continued.has(name) && !isShadow(name));
  return made.map(({ name }) => name).filter((name) => journal.watch.table(name) !== undefined);
}

function moveAway(hands: Hands, verdict: Verdict, sql: string, at: number): Remade {
  const { entry } = verdict;
  const from = entry.after === null ? null : standing(hands, entry.after, 'after');
  const object = from === null ? undefined : hands.journal.watch.table(from.table);
  if (from === null || object === undefined) return { entry, sql, verdict, aside: null };
  const table = `_zepix_moving_${at}`;
  tellSuccessor(hands, object, entry, from);
  dropIndexes(hands, from.table);
  hands.keeper.rest();
  renameAside(hands.bench, from.table, table);
  hands.journal.follow(null);
  return { entry, sql, verdict, aside: { ...from, table } };
}

function tellSuccessor({ keeper, journal }: Hands, object: StoredObject, entry: TableEntry, { shape }: Standing): void {
  const before = journal.before(object);
  const columns = shape.columns.map(({ name }) => ({
    name,
    after: entry.columns.find(({ after }) => after?.toLowerCase() === name.toLowerCase())?.name ?? null,
  }));
  if (before !== null) keeper.succeed(before, { after: entry.before, columns });
}

function fillRemade(hands: Hands, { entry, verdict, aside: from }: Remade) {
  const { bench, fills, aside, stored } = hands;
  const into = standing(hands, entry.before, 'before');
  if (into === null) throw new Error(`${entry.before} was made and is not there`);
  return fillTable({ bench, verdict, into, from, fills, aside, manifest: stored.manifest });
}
