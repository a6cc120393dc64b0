import { foldName, quoteName } from '@zepix/migrations-sqlite';
import type { ForeignKeyModel, TableModel } from '@zepix/migrations-sqlite';
import type { Extra } from './extras.js';
import type { Plan, TableWay } from './plan.js';

interface Child {
  readonly table: TableModel;
  readonly key: ForeignKeyModel;
}

/**
 * Deletes the rows which the migration inserted, children before their parents. A row that others refer to stays, and they with it: the
 * application wrote them since.
 */
export function deleteAddedRows(plan: Plan, dropped: readonly string[]): readonly string[] {
  const { tables } = plan.seen.after;
  const ways = plan.tables.filter(({ extras }) => extras.length > 0);
  const childrenOf = (way: TableWay): readonly Child[] =>
    tables.flatMap((table) =>
      table.foreignKeys.filter(({ parent }) => foldName(parent) === foldName(nameOf(way))).map((key) => ({ table, key })),
    );
  const going = new Set(dropped.map(foldName));
  return childrenFirst(ways, childrenOf).flatMap((way) => {
    const children = childrenOf(way);
    const emptied = distinct(children.map(({ table }) => table.name)).filter((name) => going.has(foldName(name)));
    const staying = children.filter(({ table }) => !going.has(foldName(table.name)));
    // The table goes, its rows must go before those that they refer to.
    return [...emptied.map((name) => `DELETE FROM ${quoteName(name)}`), ...deleteExtras(way, staying)];
  });
}

function nameOf({ source, name }: TableWay): string {
  return source?.table ?? name;
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}

/** Where tables refer to each other in a circle, in the order in which they are. */
function childrenFirst(ways: readonly TableWay[], childrenOf: (way: TableWay) => readonly Child[]): readonly TableWay[] {
  const done = new Set<TableWay>();
  const visit = (way: TableWay): void => {
    if (done.has(way)) return;
    done.add(way);
    const names = new Set(childrenOf(way).map(({ table }) => foldName(table.name)));
    for (const other of ways) if (names.has(foldName(nameOf(other)))) visit(other);
    ordered.push(way);
  };
  const ordered: TableWay[] = [];
  for (const way of ways) visit(way);
  return ordered;
}

function deleteExtras(way: TableWay, children: readonly Child[]): readonly string[] {
  const table = nameOf(way);
  const isTree = children.some((child) => foldName(child.table.name) === foldName(table));
  // Of a tree's rows the parents come first, and go last.
  const extras = isTree ? way.extras.toReversed() : way.extras;
  return extras.map((extra) => deleteExtra(table, extra, children));
}

/** Deletes one row: of several that are alike the newest, since what was there before stands before it. */
function deleteExtra(table: string, { cells, isKey }: Extra, children: readonly Child[]): string {
  const name = quoteName(table);
  const cellsOf = cells.map(([column, value]) => `${quoteName(column)} ${value === 'NULL' ? 'IS NULL' : `= ${value}`}`).join(' AND ');
  const where = isKey ? cellsOf : `rowid = (SELECT max(rowid) FROM ${name} WHERE ${cellsOf})`;
  return `DELETE FROM ${name} WHERE ${[where, ...children.flatMap((child) => hasNone(name, child))].join('\n  AND ')}`;
}

function hasNone(parent: string, { table, key: { columns, parentColumns } }: Child): readonly string[] {
  if (parentColumns.length !== columns.length) return [];
  const pairs = columns.map((column, at) => `c.${quoteName(column)} = ${parent}.${quoteName(parentColumns[at] ?? '')}`);
  return [`NOT EXISTS (SELECT 1 FROM ${quoteName(table.name)} AS c WHERE ${pairs.join(' AND ')})`];
}
