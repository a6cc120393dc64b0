import type { Returned } from '@zepix/migrations-core';
import { readCounters } from '../store/counters.js';
import type { Counters } from '../store/counters.js';
import type { SearchState, TableEntry } from '../store/manifest.js';
import { quoted } from '../store/names.js';
import type { Verdict } from './examine.js';
import { followAside } from './families.js';
import { hintKeeper } from './hints.js';
import { runKept } from './hands.js';
import type { Hands } from './hands.js';
import { areMoved, mergeOrRemake, standing } from './remake.js';
import { makeMissing } from './schema-back.js';
import { objectKey, standingObjects } from './standing-objects.js';
import { examineAnew, settleNumbers } from './number-anew.js';
import type { Numbered } from './number-anew.js';
import { restoreCounters } from './number-back.js';
import { findOriginals } from './originals.js';
import { deleteAgain } from './deleted-since.js';
import type { Deleted } from './deleted-since.js';
import { emptyMadeAnew, unwrittenTables } from './keyless.js';
import { makeWay } from './step-aside.js';
import type { SteppedAside } from './step-aside.js';
import { mendIndexes, writtenIndexes } from './search-index.js';
import type { Standing } from './sides.js';
import { refillVirtual, shadowsOf } from './virtual.js';

/** What stood before the script ran. */
export interface Examined extends Numbered {
  readonly counters: Counters;
  readonly written: readonly SearchState[];
  /** Tables without a key that nobody wrote. */
  readonly unwritten: readonly string[];
}

/** Looks, before a script takes a run back, at what the application did since. */
export function examineBefore(hands: Hands): Examined {
  const find = (entry: TableEntry): Standing | null => (entry.after === null ? null : standing(hands, entry.after, 'after'));
  const [counters, written] = [readCounters(hands.bench), writtenIndexes(hands)];
  const { verdicts, moves, attached } = examineAnew(hands, find);
  findOriginals(hands.bench, hands.stored.manifest, find);
  hintKeeper(hands, verdicts);
  const unwritten = hands.stored.direction === 'down' ? unwrittenTables(hands, verdicts, find) : [];
  return { verdicts, moves, attached, counters, written, unwritten };
}

/** Rows that the script must not have the last word on: of the application, and such that it deleted. */
export interface Own {
  readonly stepped: readonly SteppedAside[];
  readonly deleted: readonly Deleted[];
}

/** Brings preserved rows and values into the tables as a script left them. */
export function mergeAfter(
  hands: Hands,
  { verdicts, moves, attached, counters, written, unwritten }: Examined,
  { stepped, deleted }: Own,
): Returned {
  const isForth = hands.stored.direction === 'down';
  const again = isForth ? deleteAgain(hands, deleted) : [];
  makeWay(hands, stepped);
  emptyMadeAnew(hands, unwritten);
  const isShadow = shadowsOf(hands);
  const tables = verdicts.flatMap((verdict) => {
    // What lies behind a virtual table is its module's: the script made it.
    const now = isKept(verdict.entry) && !isShadow(verdict.entry.before) ? standing(hands, verdict.entry.before, 'before') : null;
    return now === null ? [] : [isForth ? { verdict, now } : numberedAsLeft(verdict, now)];
  });
  const before = standingObjects(hands);
  const names = new Set(tables.map(({ now }) => now.table.toLowerCase()));
  for (const { type, name, table } of before) {
    if (type === 'trigger' && names.has(table.toLowerCase())) runKept(hands, `DROP TRIGGER main.${quoted(name)}`);
  }
  const done = { rows: 0, values: 0 };
  for (const { verdict, now } of tables) {
    const result = mergeOrRemake(hands, verdict, now, before);
    done.rows += result.rows;
    done.values += result.values;
  }
  const shadows = verdicts.filter(({ entry }) => isShadow(entry.before));
  const unfilled = refillVirtual(hands, shadows);
  makeMissing(hands, before);
  const renumbered = settleNumbers(hands, moves);
  const followed = followAside(hands);
  restoreCounters(hands, counters, verdicts);
  const unsound = mendIndexes(hands, written);
  const conflicts = [
    ...again,
    ...renumbered,
    ...verdicts.flatMap(({ entry, conflicts: own }) => (isShadow(entry.before) ? [] : own)),
    ...attached,
    ...followed,
    ...hands.aside.conflicts,
  ];
  return {
    ...done,
    conflicts,
    notices: [
      ...unfilled,
      ...unsound,
      ...missingTables(
        hands,
        verdicts.filter((one) => !shadows.includes(one)),
      ),
      ...otherSchema(hands),
    ],
  };
}

/**
 * Rows that the run had numbered anew: what a script copies has the numbers that the run left, since nothing else in the database tells
 * those of before. Their columns are called as before already.
 */
function numberedAsLeft(verdict: Verdict, now: Standing): { readonly verdict: Verdict; readonly now: Standing } {
  const left: Standing = { ...now, side: 'after' };
  if (!areMoved(verdict, left)) return { verdict, now };
  const columns = verdict.entry.columns.map(({ name, after }) => ({ name, after: after === null ? null : name }));
  return { verdict: { ...verdict, entry: { ...verdict.entry, columns } }, now: left };
}

function isKept({ changed, deleted, inserted, whole }: TableEntry): boolean {
  return [changed, deleted, inserted, whole].some((side) => side !== null);
}

function missingTables(hands: Hands, verdicts: readonly Verdict[]): string[] {
  return verdicts.flatMap(({ entry }) =>
    isKept(entry) && hands.journal.watch.table(entry.before) === undefined
      ? [`There is no table ${entry.before} now: what is preserved of it stays preserved.`]
      : [],
  );
}

function otherSchema(hands: Hands): string[] {
  const now = standingObjects(hands);
  const known = new Set(now.map(objectKey));
  const missing = hands.stored.manifest.before.filter((object) => !known.has(objectKey(object)));
  const names = missing.map(({ type, name }) => `${type} ${name}`);
  if (names.length === 0) return [];
  const which = `${names.slice(0, 5).join(', ')}${names.length > 5 ? ' …' : ''}`;
  return [
    `The script did not bring the schema back as it was: ${which}. --rollback-from preserved would: the snapshot from before goes back to where it can.`,
  ];
}
