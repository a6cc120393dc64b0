import type { Workbench } from '@zepix/migrations-sqlite';
import type { Counter } from './manifest.js';

/** AUTOINCREMENT counters by table. */
export type Counters = ReadonlyMap<string, string>;

export function readCounters(bench: Workbench): Counters {
  // Asked of the pragma, which looks the name up; sqlite_schema would be read from end to end.
  if (bench.rows(`SELECT 1 FROM pragma_table_xinfo('sqlite_sequence', 'main') LIMIT 1`).length === 0) return new Map();
  return new Map(bench.rows(`SELECT name, CAST(seq AS TEXT) FROM main.sqlite_sequence`).map(([name, seq]) => [String(name), String(seq)]));
}

/**
 * Counters as they were where nothing was numbered since, else the higher of before and now: a number is never given twice.
 * `now`: as they stood when the way back began, by the names after; `nameAfter`: what a table of before is called there.
 */
export function counterBefore(counter: Counter, now: Counters, left: Counters, nameAfter: string): string | null {
  const current = now.get(nameAfter) ?? null;
  if (current === (left.get(nameAfter) ?? null)) return counter.before;
  const [before, standing] = [BigInt(counter.before ?? '0'), BigInt(current ?? '0')];
  return String(before > standing ? before : standing);
}

export function setCounter(bench: Workbench, table: string, value: string | null): void {
  if ((readCounters(bench).get(table) ?? null) === value) return;
  bench.run('DELETE FROM main.sqlite_sequence WHERE name = ?', table);
  if (value !== null) bench.run('INSERT INTO main.sqlite_sequence (name, seq) VALUES (?, CAST(? AS INTEGER))', table, value);
}
