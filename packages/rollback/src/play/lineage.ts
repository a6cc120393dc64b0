import type { Playable } from '@zepix/migrations-core';
import { foldName } from '@zepix/migrations-sqlite';
import type { Scratch, Workbench } from '@zepix/migrations-sqlite';
import { play } from './play.js';

/** Where a table of before stands after: under which name, and under which names its columns. All names folded. */
export interface TableHeir {
  readonly table: string;
  /** Column before → column after; what is not in it was dropped. */
  readonly columns: ReadonlyMap<string, string>;
  /** Whether it is the same table, at most altered, and not one that took its name. */
  readonly same: boolean;
}

/** What became of each table of before; one that is not in it is gone. */
export type Lineage = ReadonlyMap<string, TableHeir>;

interface Tracked {
  readonly before: string;
  readonly root: number;
  name: string;
  /** Names before (null for a column that came later) and now, by their place. */
  columns: readonly (readonly [before: string | null, now: string])[];
}

/**
 * Runs a migration and follows its tables through it, by their root pages and by the places of their columns: that tells a rename from
 * a table that was dropped while another took its name. A table that took the name of one that is gone counts as its heir, unless it was
 * there before under a name of its own: then its rows are its own.
 */
export function playTraced(scratch: Scratch, playable: Playable): Lineage {
  const { bench } = scratch;
  const tracked = new Map<number, Tracked>(
    tablesOf(bench).map(({ name, root }) => [
      root,
      { before: name, root, name, columns: columnNames(bench, name).map((one) => [one, one] as const) },
    ]),
  );
  const before = [...tracked.values()].map(({ before: name, columns }) => [name, columns.map(([, now]) => now)] as const);
  let cookie = bench.cookie();
  play(scratch, playable, () => {
    const now = bench.cookie();
    if (now !== cookie) follow(bench, tracked);
    cookie = now;
  });
  return lineage(bench, before, [...tracked.values()]);
}

function tablesOf(bench: Workbench): readonly { readonly name: string; readonly root: number }[] {
  return bench
    .objects()
    .flatMap(({ type, name, rootPage }) => (type === 'table' && rootPage > 0 ? [{ name: foldName(name), root: rootPage }] : []));
}

function columnNames(bench: Workbench, table: string): readonly string[] {
  return bench.rows(`SELECT name FROM pragma_table_xinfo(?, 'main') ORDER BY cid`, table).map(([name]) => foldName(String(name)));
}

/** Root pages are used again: a table that is gone after a statement is gone for good. */
function follow(bench: Workbench, tracked: Map<number, Tracked>): void {
  const names = new Map(tablesOf(bench).map(({ name, root }) => [root, name]));
  for (const [root, table] of tracked) {
    const name = names.get(root);
    if (name === undefined) {
      tracked.delete(root);
      continue;
    }
    table.name = name;
    table.columns = moved(table.columns, columnNames(bench, name));
  }
}

function moved(old: Tracked['columns'], now: readonly string[]): Tracked['columns'] {
  if (now.length === old.length) return old.map(([before], at) => [before, now[at] ?? ''] as const);
  const known = new Map(old.map(([before, name]) => [name, before]));
  return now.map((name) => [known.get(name) ?? null, name] as const);
}

function lineage(bench: Workbench, before: readonly (readonly [string, readonly string[]])[], tracked: readonly Tracked[]): Lineage {
  const known = new Map(tracked.map((table) => [table.before, table]));
  const names = new Set(tablesOf(bench).map(({ name }) => name));
  const continued = new Set(tracked.map((table) => table.name));
  const found = new Map<string, TableHeir>();
  for (const [name, columns] of before) {
    const table = known.get(name);
    if (table !== undefined) {
      const pairs = table.columns.flatMap(([was, now]) => (was === null ? [] : [[was, now] as const]));
      found.set(name, { table: table.name, columns: new Map(pairs), same: true });
    } else if (names.has(name) && !continued.has(name)) {
      const present = new Set(columnNames(bench, name));
      found.set(name, { table: name, columns: new Map(columns.filter((one) => present.has(one)).map((one) => [one, one])), same: false });
    }
  }
  return found;
}
