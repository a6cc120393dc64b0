import { counterBefore, setCounter } from '../store/counters.js';
import type { Counters } from '../store/counters.js';
import type { Verdict } from './examine.js';
import type { Hands } from './hands.js';

/** AUTOINCREMENT counters as they were; where rows were numbered since, none goes back. `now`: as they stood when the way back began. */
export function restoreCounters(hands: Hands, now: Counters, verdicts: readonly Verdict[]): void {
  const { manifest } = hands.stored;
  const left: Counters = new Map(manifest.counters.flatMap(({ table, after }) => (after === null ? [] : [[table, after] as const])));
  const nameAfter = (table: string): string => verdicts.find(({ entry }) => entry.before === table)?.entry.after ?? table;
  const listed = new Set(manifest.counters.map(({ table }) => table));
  for (const counter of manifest.counters) {
    if (hands.journal.watch.table(counter.table) === undefined) continue;
    setCounter(hands.bench, counter.table, counterBefore(counter, now, left, nameAfter(counter.table)));
  }
  // What a script numbered itself stays as it is.
  if (hands.way === 'script') return;
  for (const { entry } of verdicts) {
    if (!listed.has(entry.before)) setCounter(hands.bench, entry.before, now.get(nameAfter(entry.before)) ?? null);
  }
}
