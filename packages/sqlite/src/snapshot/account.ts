import { existsSync } from 'node:fs';
import type { ContentDifference, SnapshotStore } from '@zepix/migrations-core';
import { quoteName } from '../model/names.js';
import { matches, tableChanges } from './compare.js';
import type { Match, Pair, Reached } from './compare.js';
import { locate } from './list.js';
import { openPair } from './pair.js';
import { commonColumns, commonKey, exactTerms, reference } from './row-difference.js';
import type { Side } from './row-difference.js';

type Compare = SnapshotStore['differences'];

/** As `SnapshotStore.differences` says. */
export function contentDifferences(...[target, before, after]: Parameters<Compare>): ReturnType<Compare> {
  if (!existsSync(after.location)) return [];
  const both = openPair(fileOf(target, before), after.location);
  const { pair } = both;
  try {
    const byName = new Map(matches(pair).map((match) => [(match.left ?? match.right)?.name ?? '', match]));
    return tableChanges(pair, target.ledgerTable).flatMap(({ table, lost, returned, lostColumns, returnedColumns }) => {
      const rows = lost + returned === 0 ? [] : (details(pair, byName.get(table)) ?? counts(table, lost, returned));
      return [...columns(table, lostColumns, 'missing'), ...columns(table, returnedColumns, 'unexpected'), ...rows];
    });
  } finally {
    both.close();
  }
}

function fileOf(target: Parameters<Compare>[0], source: Parameters<Compare>[1]): string | null {
  if (source.kind === 'nothing') return null;
  const file = source.kind === 'snapshot' ? locate(target, source.id).file : source.scratch.location;
  return existsSync(file) ? file : null;
}

function columns(table: string, names: readonly string[], kind: 'missing' | 'unexpected'): ContentDifference[] {
  return names.map((column) => ({ kind, table, column, rows: null, example: null }));
}

function counts(table: string, lost: number, returned: number): ContentDifference[] {
  return [...rowCount('missing', table, lost, null), ...rowCount('unexpected', table, returned, null)];
}

type Example = ContentDifference['example'];

function rowCount(kind: 'missing' | 'unexpected', table: string, rows: number, example: Example): ContentDifference[] {
  return rows === 0 ? [] : [{ kind, table, column: null, rows, example }];
}

/** What differs, found by the key that both have; null where there is none, or where rows only moved to other keys. */
function details({ left, right }: Pair, match: Match | undefined): ContentDifference[] | null {
  if (left === null || left.db !== right.db || match?.left === undefined || match.right === undefined) return null;
  const [one, other]: readonly [ReachedSide, ReachedSide] = [
    { ...left, table: match.left },
    { ...right, table: match.right },
  ];
  const key = commonKey(one.table, other.table);
  if (key === null) return null;
  const found = [
    ...missing('missing', one, other, key),
    ...missing('unexpected', other, one, key),
    ...commonColumns(one.table, other.table).flatMap((column) => changed(one, other, key, column)),
  ];
  return found.length === 0 ? null : found;
}

type ReachedSide = Reached & Side;

function missing(kind: 'missing' | 'unexpected', of: ReachedSide, from: ReachedSide, key: readonly string[]): ContentDifference[] {
  const where = `NOT EXISTS (SELECT 1 FROM ${reference(from)} AS b WHERE ${sameKey(key)})`;
  const sql = `SELECT count(*) AS n, min(${shown(key, 'a')}) AS "key" FROM ${reference(of)} AS a WHERE ${where}`;
  const { n, key: example } = of.db.prepare(sql).get() as { n: number; key: string | null };
  return rowCount(kind, of.table.name, n, { key: example, before: null, after: null });
}

function changed(left: ReachedSide, right: ReachedSide, key: readonly string[], column: string): ContentDifference[] {
  const [a, b] = [exactTerms([column], 'a').join(', '), exactTerms([column], 'b').join(', ')];
  const from = `${reference(left)} AS a JOIN ${reference(right)} AS b ON ${sameKey(key)} WHERE (${a}) IS NOT (${b})`;
  const { n } = left.db.prepare(`SELECT count(*) AS n FROM ${from}`).get() as { n: number };
  if (n === 0) return [];
  const name = quoteName(column);
  const sql = `SELECT ${shown(key, 'a')} AS "key", quote(a.${name}) AS before, quote(b.${name}) AS after FROM ${from} LIMIT 1`;
  const example = left.db.prepare(sql).get() as NonNullable<Example>;
  return [{ kind: 'changed', table: left.table.name, column, rows: n, example }];
}

function sameKey(key: readonly string[]): string {
  return key.map((column) => `b.${column} = a.${column}`).join(' AND ');
}

/** A key as a reader sees it: `7`, or `'a', 3`. */
function shown(key: readonly string[], alias: string): string {
  return key.map((column) => `quote(${alias}.${column})`).join(" || ', ' || ");
}
