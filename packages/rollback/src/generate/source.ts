import { foldName } from '@zepix/migrations-sqlite';
import type { TableImage } from '../image/index.js';
import { candidates } from './candidates.js';
import { sourceOf } from './column-source.js';
import { pairByKind, pairByNames, pairByValues } from './pairing.js';
import type { Pairing } from './pairing.js';
import type { Seen } from './sample.js';
import { imageOf, placeOf } from './table-source.js';
import type { ColumnSource, TableSource } from './table-source.js';

/**
 * Finds where the rows and values of a table of before are after the migration: first under the names that the migration gave them,
 * then by the values themselves, as the samples show them. Null where nothing of it is left. What is found here is a conjecture until
 * the rollback that is made of it has been tried on other rows.
 */
export function findSource(name: string, seen: Seen): TableSource | null {
  const before = imageOf(seen.bare.before, name);
  if (before === null || before.kind !== 'table') return null;
  const heir = seen.lineage.get(name);
  const copy = heir === undefined || heir.table === name ? null : copyUnderItsName(name, before, seen);
  if (copy !== null) return copy;
  const byNames = heir === undefined ? null : pairByNames(name, heir.table, heir.columns, seen.samples);
  const first = byNames === null || byNames.pairs.length === 0 ? null : complete(name, byNames, seen);
  if (first !== null && first.exact === before.columns.length) return first.source;
  if (heir !== undefined && seen.samples.every((sample) => (imageOf(sample.before, name)?.rows.length ?? 0) === 0)) {
    return byNamesAlone(name, heir.table, heir.columns, seen);
  }
  const found = candidates(seen, name)
    .flatMap((table) => pairByValues(name, table, seen.samples) ?? pairByKind(name, table, seen.samples) ?? [])
    .filter(({ pairs }) => pairs.length > 0)
    .map((pairing) => complete(name, pairing, seen))
    .toSorted((a, b) => b.exact - a.exact)[0];
  const again = heir === undefined || first !== null || found === undefined ? null : byNamesAlone(name, heir.table, heir.columns, seen);
  if (again !== null && found !== undefined && isScrap(found, again, before)) return again;
  // A migration may copy rows without their numbers: then the same number is another row, and the values tell better.
  if (found !== undefined && found.exact > (first?.exact ?? 0)) return found.source;
  if (first !== null) return first.source;
  return heir === undefined ? null : byNamesAlone(name, heir.table, heir.columns, seen);
}

/** Where the table itself was put away under another name, and all its rows copied into a new one: that is where they are written to. */
function copyUnderItsName(name: string, { columns }: TableImage, seen: Seen): TableSource | null {
  const pairing = pairByNames(name, name, new Map(columns.map((column) => [foldName(column), foldName(column)])), seen.samples);
  if (pairing === null || pairing.pairs.length === 0 || pairing.missing > 0) return null;
  const { source, exact } = complete(name, pairing, seen);
  return exact === columns.length ? source : null;
}

/**
 * Less than half of a row, in another table, while a table like the one of before was made again: rows made up from it would be mostly
 * placeholders, and those that the application has written to the new table since would not come along.
 */
function isScrap({ source, exact }: Completed, again: TableSource, { columns }: TableImage): boolean {
  return foldName(source.table) !== foldName(again.table) && exact * 2 < columns.length && again.columns.size > exact;
}

/** No rows to go by: columns of the same name, or renamed ones. */
function byNamesAlone(name: string, heir: string, columns: ReadonlyMap<string, string>, seen: Seen): TableSource {
  const [before, after] = [imageOf(seen.bare.before, name), imageOf(seen.bare.after, heir)];
  const found = (before?.columns ?? []).flatMap((column) => {
    const at = after === null ? -1 : placeOf(after, columns.get(foldName(column)) ?? '');
    return at === -1 ? [] : [[column, { kind: 'column', column: after?.columns[at] ?? '', emptied: false }] as const];
  });
  return { table: after?.name ?? heir, key: null, columns: new Map<string, ColumnSource>(found), only: null };
}

interface Completed {
  readonly source: TableSource;
  /** Columns whose source gives every value back. */
  readonly exact: number;
}

/** For every column of before the place where its value is now. */
function complete(name: string, pairing: Pairing, seen: Seen): Completed {
  const before = imageOf(seen.bare.before, name) as TableImage;
  const after = imageOf(seen.bare.after, pairing.table) as TableImage;
  const heirs = seen.lineage.get(name);
  const columns = new Map<string, ColumnSource>();
  let exact = 0;
  before.columns.forEach((column, at) => {
    const named = heirs !== undefined && foldName(pairing.table) === heirs.table ? heirs.columns.get(foldName(column)) : foldName(column);
    const found = sourceOf({ column, at, named: named ?? foldName(column), before, after, pairing, seen });
    if (found === null) return;
    columns.set(column, found.source);
    if (found.exact) exact += 1;
  });
  const source = { table: pairing.table, key: pairing.key, columns, only: pairing.only ?? distinguishing(pairing, after) };
  return { source, exact };
}

/** A column that has one value in all rows that belong to before, and another in all that do not. */
function distinguishing({ pairs, others }: Pairing, after: TableImage): TableSource['only'] {
  if (others.length === 0 || pairs.length === 0) return null;
  for (const [at, column] of after.columns.entries()) {
    const value = pairs[0]?.[1][at] ?? 'NULL';
    const isConstant = value !== 'NULL' && pairs.every(([, row]) => row[at] === value);
    if (isConstant && others.every((row) => row[at] !== value)) return { column, value };
  }
  return null;
}
