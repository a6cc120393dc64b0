import { foldName } from '@zepix/migrations-sqlite';
import type { Image, TableImage } from '../image/index.js';
import type { Lineage } from '../play/index.js';

/** A table of before whose rows are found again after, by their key, with the columns that the migration left as they were. */
export interface Untouched {
  /** As it was named before and is named after. */
  readonly before: string;
  readonly after: string;
  /** Names of the key's columns, before and after. */
  readonly key: readonly (readonly [before: string, after: string])[];
  /** Names of the columns whose values are the same in every row. The key's are among them. */
  readonly columns: readonly (readonly [before: string, after: string])[];
}

/**
 * The tables in which an application's later writes must survive a rollback, and the columns for which that is certain: the migration
 * left every value in them as it was. What a value in any other column should become only its author knows.
 */
export function untouchedTables(before: Image, after: Image, lineage: Lineage): readonly Untouched[] {
  return [...before.tables].flatMap(([name, table]) => {
    const heir = lineage.get(name);
    const now = heir === undefined ? undefined : after.tables.get(heir.table);
    if (heir === undefined || now === undefined || table.kind !== 'table' || now.kind !== 'table') return [];
    return untouched(table, now, heir.columns);
  });
}

function untouched(before: TableImage, after: TableImage, heirs: ReadonlyMap<string, string>): readonly Untouched[] {
  const pairs = before.columns.flatMap((name, at) => {
    const now = after.columns.findIndex((other) => foldName(other) === heirs.get(foldName(name)));
    return now === -1 ? [] : [{ name, at, now, after: after.columns[now] ?? '' }];
  });
  const key = pairs.filter(({ at }) => before.key.includes(at));
  if (before.key.length === 0 || key.length < before.key.length) return [];
  const rows = new Map(after.rows.map((row) => [key.map(({ now }) => row[now]).join('\u0000'), row]));
  const kept = before.rows.map((row) => [row, rows.get(key.map(({ at }) => row[at]).join('\u0000'))] as const);
  const same = pairs.filter(({ at, now }) => kept.every(([row, found]) => found !== undefined && row[at] === found[now]));
  if (key.some((one) => !same.includes(one))) return [];
  const named = ({ name, after: heir }: (typeof pairs)[number]): readonly [string, string] => [name, heir];
  return [{ before: before.name, after: after.name, key: key.map(named), columns: same.map(named) }];
}
