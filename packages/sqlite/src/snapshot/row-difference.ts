import { foldName, quoteName } from '../model/names.js';
import type { ComparedTable } from './tables.js';

/** Rows that only one of two tables has, as multisets. */
export interface RowDifference {
  readonly onlyLeft: number;
  readonly onlyRight: number;
}

/** A table in the schema that it is attached as. */
export interface Side {
  readonly schema: string;
  readonly table: ComparedTable;
}

/** The columns that both have; names as SQLite folds them. */
export function commonColumns(left: ComparedTable, right: ComparedTable): readonly string[] {
  const known = new Set(right.columns.map(foldName));
  return left.columns.filter((name) => known.has(foldName(name)));
}

/** The columns of the first that the second does not have. */
export function columnsWithout(of: ComparedTable | undefined, other: ComparedTable | undefined): readonly string[] {
  const known = new Set((other?.columns ?? []).map(foldName));
  return (of?.columns ?? []).filter((name) => !known.has(foldName(name)));
}

/**
 * SQL that counts the rows which only one side has, bit for bit and as multisets: one row, `onlyLeft` and `onlyRight`. Rows that have
 * an exact twin under the same key on the other side are dropped first, reading both tables in order; only the rest is sorted and
 * grouped, by SQLite and if need be in its temporary files. Dropping equal pairs changes no difference of multisets.
 */
export function differenceSql(left: Side, right: Side): string {
  const columns = commonColumns(left.table, right.table);
  const key = commonKey(left.table, right.table);
  const terms = exactTerms(columns, 'a').map((_, index) => `t${index}`);
  const rest = (weight: 1 | -1, from: Side, other: Side): string => `
    SELECT ${weight} AS weight, ${exactTerms(columns, 'a')
      .map((term, index) => `${term} AS t${index}`)
      .join(', ')}
    FROM ${reference(from)} AS a${key === null ? '' : ` WHERE NOT EXISTS (${twin(other, columns, key)})`}`;
  return `
    SELECT coalesce(sum(max(surplus, 0)), 0) AS onlyLeft, coalesce(sum(max(-surplus, 0)), 0) AS onlyRight FROM (
      SELECT sum(weight) AS surplus FROM (${rest(1, left, right)} UNION ALL ${rest(-1, right, left)})
      GROUP BY ${terms.map((term) => `${term} COLLATE BINARY`).join(', ')} HAVING surplus <> 0)`;
}

/**
 * SQL that gives a row when the left table has one without an exact twin on the right; null where rows are not found by a key. Since a
 * key has one row at most, two tables with the same count and no such row are equal: one pass, instead of the two of `differenceSql`.
 */
export function lacksTwinSql(left: Side, right: Side): string | null {
  const key = commonKey(left.table, right.table);
  if (key === null) return null;
  return `SELECT 1 FROM ${reference(left)} AS a WHERE NOT EXISTS (${twin(right, commonColumns(left.table, right.table), key)}) LIMIT 1`;
}

function twin(other: Side, columns: readonly string[], key: readonly string[]): string {
  const sameKey = key.map((column) => `b.${column} = a.${column}`).join(' AND ');
  return `SELECT 1 FROM ${reference(other)} AS b WHERE ${sameKey} AND (${exactTerms(columns, 'a').join(', ')}) IS (${exactTerms(columns, 'b').join(', ')})`;
}

export function countSql(side: Side): string {
  return `SELECT count(*) FROM ${reference(side)}`;
}

export function reference({ schema, table }: Side): string {
  return `${quoteName(schema)}.${quoteName(table.name)}`;
}

/** What finds a row's twin, as SQL; null where both tables have no key in common. */
export function commonKey(left: ComparedTable, right: ComparedTable): readonly string[] | null {
  if ((left.primaryKey === null) !== (right.primaryKey === null)) return null;
  if (left.primaryKey === null) return rowidName(left, right);
  const same = left.primaryKey.map(foldName).join('\0') === right.primaryKey?.map(foldName).join('\0');
  return same ? left.primaryKey.map(quoteName) : null;
}

/** A name of the rowid that no column of either table takes for itself. */
function rowidName(left: ComparedTable, right: ComparedTable): readonly string[] | null {
  const free = freeRowid([...left.columns, ...right.columns]);
  return free === null ? null : [free];
}

/** The name under which a table's rowid can be read and written; null where it has none, or columns have taken all its names. */
export function accessibleRowid({ columns, primaryKey }: ComparedTable): string | null {
  return primaryKey === null ? freeRowid(columns) : null;
}

function freeRowid(columns: readonly string[]): string | null {
  const taken = new Set(columns.map(foldName));
  return ['rowid', '_rowid_', 'oid'].find((name) => !taken.has(name)) ?? null;
}

/** GROUP BY takes at most 2000 terms, a function at most 1000 arguments. */
const MOST_SINGLE_KINDS = 900;
const KINDS_PER_TERM = 400;

/**
 * Expressions that are equal under BINARY exactly where the values are equal bit for bit. The unary plus takes away the affinity, the
 * collation is named, and the storage class stands beside, since SQLite calls 1 and 1.0 equal, and 0.0 and -0.0.
 */
export function exactTerms(columns: readonly string[], alias: string): string[] {
  const values = columns.map((name) => `${alias}.${quoteName(name)}`);
  const kinds = values.map((value) => `iif(+${value} IS 0.0 AND typeof(${value}) = 'real', atan2(${value}, -1.0), typeof(${value}))`);
  const exact = values.map((value) => `+${value} COLLATE BINARY`);
  if (kinds.length <= MOST_SINGLE_KINDS) return [...exact, ...kinds];
  for (let at = 0; at < kinds.length; at += KINDS_PER_TERM)
    exact.push(`concat_ws(' ', ${kinds.slice(at, at + KINDS_PER_TERM).join(', ')})`);
  return exact;
}
