import type { ColumnModel, TableModel } from '../model/index.js';
import { columnSql } from '../model/sql.js';
import { foldName, foldSql } from '../model/names.js';
import type { Rename } from './change.js';
import { findTable } from './state.js';
import type { StoredSchema } from './stored.js';

/**
 * What may have been renamed: each pair of something that goes and something of its kind that comes, the likeliest first. For asking a
 * human: nothing here is ever taken for granted. `given` are the renames that are known; columns of those tables are matched under them.
 */
export function renameCandidates(from: StoredSchema, to: StoredSchema, given: readonly Rename[] = []): readonly Rename[] {
  const known = (table: string): string =>
    given.find((one) => one.column === undefined && foldName(one.table) === foldName(table))?.to ?? table;
  const columns = from.model.tables.flatMap((table) => {
    const target = findTable(to.model, known(table.name));
    return target === undefined ? [] : columnCandidates(table, target, given);
  });
  return [...tableCandidates(from, to, given), ...columns];
}

interface Likely {
  readonly rename: Rename;
  readonly likeness: number;
}

function tableCandidates(from: StoredSchema, to: StoredSchema, given: readonly Rename[]): readonly Rename[] {
  const isKnown = ({ name }: TableModel): boolean =>
    given.some((one) => one.column === undefined && [one.table, one.to].some((each) => foldName(each) === foldName(name)));
  const gone = from.model.tables.filter((table) => findTable(to.model, table.name) === undefined && !isKnown(table));
  const fresh = to.model.tables.filter((table) => findTable(from.model, table.name) === undefined && !isKnown(table));
  const pairs = gone.flatMap((one) =>
    fresh.map((other) => ({ rename: { table: one.name, to: other.name }, likeness: tableLikeness(one, other) })),
  );
  return likeliest(pairs.filter(({ likeness }) => likeness > 0));
}

/** How many of all columns both have, from 0 to 1. */
function tableLikeness(one: TableModel, other: TableModel): number {
  if (one.kind !== other.kind) return 0;
  const names = new Set(other.columns.map(({ name }) => foldName(name)));
  const common = one.columns.filter(({ name }) => names.has(foldName(name))).length;
  return common / Math.max(one.columns.length, other.columns.length, 1);
}

function columnCandidates(one: TableModel, other: TableModel, given: readonly Rename[]): readonly Rename[] {
  const own = given.filter(({ table, column }) => column !== undefined && foldName(table) === foldName(one.name));
  const isGiven = (name: string): boolean =>
    own.some(({ column, to }) => [column ?? '', to].some((each) => foldName(each) === foldName(name)));
  const lacks = (table: TableModel, { name }: ColumnModel): boolean =>
    !table.columns.some((column) => foldName(column.name) === foldName(name));
  const gone = one.columns.filter((column) => lacks(other, column) && !isGiven(column.name));
  const fresh = other.columns.filter((column) => lacks(one, column) && !isGiven(column.name));
  return likeliest(
    gone.flatMap((was) =>
      fresh.map((is) => ({ rename: { table: one.name, column: was.name, to: is.name }, likeness: columnLikeness(was, is, one, other) })),
    ),
  );
}

function columnLikeness(was: ColumnModel, is: ColumnModel, one: TableModel, other: TableModel): number {
  const sameText = foldSql(columnSql(was)) === foldSql(columnSql(is)) ? 2 : was.type === is.type ? 1 : 0;
  const samePlace = one.columns.indexOf(was) === other.columns.indexOf(is) ? 1 : 0;
  return sameText + samePlace;
}

function likeliest(pairs: readonly Likely[]): readonly Rename[] {
  return pairs.toSorted((a, b) => b.likeness - a.likeness).map(({ rename }) => rename);
}
