import type Database from 'better-sqlite3';
import type { TableChange } from '@zepix/migrations-core';
import { isOwnObject } from '../ledger/tables.js';
import { foldName } from '../model/names.js';
import { columnsWithout, commonColumns, countSql, differenceSql, lacksTwinSql } from './row-difference.js';
import type { RowDifference, Side } from './row-difference.js';
import { comparedTables } from './tables.js';
import type { ComparedTable } from './tables.js';

/** Two databases on one connection, or on one each where they can't share one; `null` stands for none. */
export interface Pair {
  readonly left: Reached | null;
  readonly right: Reached;
}

/** A database as it is reached: a connection, and the name it is attached as there. */
export interface Reached {
  readonly db: Database.Database;
  readonly schema: string;
}

export interface Match {
  readonly left: ComparedTable | undefined;
  readonly right: ComparedTable | undefined;
}

/**
 * What the left database's tables lose and gain when the right one takes its place. Tables of the engine's own and SQLite's are left
 * out; a virtual table counts by its rows, and where it can't be read, by those of the tables behind it.
 */
export function tableChanges(pair: Pair, ledger: string): TableChange[] {
  const isOwn = isOwnObject(ledger);
  const all = matches(pair).filter(({ left, right }) => {
    const name = foldName((left ?? right)?.name ?? '');
    return !isOwn(name) && !name.startsWith('sqlite_');
  });
  const visible = all.filter((match) => kindOf(match) !== 'shadow');
  const changes: TableChange[] = [];
  for (const match of visible) {
    const found = kindOf(match) === 'virtual' ? virtualChange(pair, match, all) : [changeOf(pair, match)];
    changes.push(...found.filter(isChange));
  }
  return changes;
}

/** The names of everything in which the two differ: the schema as it is stored, and the rows of every table that holds rows of its own. */
export function physicalDifferences(pair: Pair): string[] {
  return matches(pair)
    .filter((match) => kindOf(match) !== 'virtual')
    .map((match) => changeOf(pair, match))
    .filter(isChange)
    .map(({ table }) => table);
}

function isChange({ lost, returned, lostColumns, returnedColumns }: TableChange): boolean {
  return lost + returned + lostColumns.length + returnedColumns.length > 0;
}

function kindOf({ left, right }: Match): ComparedTable['kind'] {
  return (left ?? right)?.kind ?? 'table';
}

export function matches({ left, right }: Pair): readonly Match[] {
  const ours: ReadonlyMap<string, ComparedTable> = left === null ? new Map() : comparedTables(left.db, left.schema);
  const theirs = comparedTables(right.db, right.schema);
  const names = [...new Set([...ours.keys(), ...theirs.keys()])].toSorted();
  return names.map((name) => ({ left: ours.get(name), right: theirs.get(name) }));
}

function virtualChange(pair: Pair, match: Match, all: readonly Match[]): readonly TableChange[] {
  try {
    if ((match.left ?? match.right)?.columns.length === 0) throw new Error('its columns are not known');
    return [changeOf(pair, match)];
  } catch {
    const prefix = `${foldName((match.left ?? match.right)?.name ?? '')}_`;
    const behind = all.filter((each) => kindOf(each) === 'shadow' && foldName((each.left ?? each.right)?.name ?? '').startsWith(prefix));
    return behind.map((each) => changeOf(pair, each));
  }
}

function changeOf(pair: Pair, { left, right }: Match): TableChange {
  const ours = left === undefined || pair.left === null ? null : { ...pair.left, table: left };
  const theirs = right === undefined ? null : { ...pair.right, table: right };
  const table = (left ?? right)?.name ?? '';
  const { onlyLeft: lost, onlyRight: returned } = rowDifference(ours, theirs);
  return { table, lost, returned, lostColumns: columnsWithout(left, right), returnedColumns: columnsWithout(right, left) };
}

type ReachedTable = Reached & Side;

function rowDifference(left: ReachedTable | null, right: ReachedTable | null): RowDifference {
  const isComparable = left !== null && right !== null && left.db === right.db && commonColumns(left.table, right.table).length > 0;
  if (!isComparable) return { onlyLeft: countRows(left), onlyRight: countRows(right) };
  if (areEqual(left, right)) return { onlyLeft: 0, onlyRight: 0 };
  return left.db.prepare(differenceSql(left, right)).get() as RowDifference;
}

/** The common case, and the cheap one. */
function areEqual(left: ReachedTable, right: ReachedTable): boolean {
  const sql = lacksTwinSql(left, right);
  return sql !== null && countRows(left) === countRows(right) && left.db.prepare(sql).get() === undefined;
}

function countRows(side: ReachedTable | null): number {
  return side === null ? 0 : (side.db.prepare(countSql(side)).pluck().get() as number);
}
