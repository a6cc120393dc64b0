import type { CheckModel, ColumnModel, IndexModel, KeyModel, TableModel } from '../model/index.js';
import { foldName, foldSql, quoteName } from '../model/names.js';
import type { ChangeStatement } from './statement.js';

/** A question to the rows of a table before it changes. */
export interface Guard {
  readonly object: string;
  /** An expression that counts what stands in the way. */
  readonly count: string;
  /** What it counts, before the number. */
  readonly what: string;
}

/** Raises with the number where the count is not 0: spec `SELECT CASE WHEN … THEN RAISE(ABORT, 'why') END`. */
export function guardStatement({ object, count, what }: Guard): ChangeStatement {
  const message = what.replaceAll("'", "''");
  const sql = `SELECT CASE WHEN ${count} > 0\n  THEN RAISE(ABORT, '${message}: ' || ${count}) END`;
  return { sql, action: 'guard', object, reason: `Stop where rows do not allow what is to come: ${object}.` };
}

/** What the rows of a table may not allow of what it is to be. Both tables have one name. */
export function guardsOf(from: TableModel, to: TableModel, before: readonly IndexModel[], after: readonly IndexModel[]): readonly Guard[] {
  const columns = to.columns.flatMap((column) => columnGuard(column, from, to));
  const known = new Set([...from.uniques.map(keyText), ...before.filter((index) => isOf(index, from) && index.unique).map(indexText)]);
  const uniques = to.uniques
    .filter((key) => !known.has(keyText(key)))
    .map((key) =>
      uniqueGuard(
        keyText(key),
        key.columns.map(({ column }) => quoteName(column)),
        null,
        to,
      ),
    );
  const indexes = after
    .filter((index) => isOf(index, to) && index.unique && !known.has(indexText(index)))
    .map((index) =>
      uniqueGuard(
        `index ${quoteName(index.name)}`,
        index.columns.map(({ column, expression }) => (column === null ? (expression ?? '') : quoteName(column))),
        index.where,
        to,
      ),
    );
  return [...columns, ...uniques, ...indexes, ...checkGuards(from, to)];
}

function isOf(index: IndexModel, table: TableModel): boolean {
  return foldName(index.table) === foldName(table.name);
}

function columnGuard(column: ColumnModel, from: TableModel, to: TableModel): readonly Guard[] {
  const was = from.columns.find(({ name }) => foldName(name) === foldName(column.name));
  if (!column.notNull || column.generated !== null || was?.notNull === true) return [];
  const [table, name] = [quoteName(to.name), quoteName(column.name)];
  const object = `column ${table}.${name} NOT NULL`;
  if (was !== undefined) {
    return [
      {
        object,
        count: `(SELECT count(*) FROM ${table} WHERE ${name} IS NULL)`,
        what: `${name} is to be NOT NULL in ${table}; rows that have NULL there`,
      },
    ];
  }
  if (column.default !== null || column.primaryKey > 0) return [];
  return [
    {
      object,
      count: `(SELECT count(*) FROM ${table})`,
      what: `${name} is new in ${table}, NOT NULL and without a default; rows that would need a value`,
    },
  ];
}

function uniqueGuard(object: string, columns: readonly string[], where: string | null, to: TableModel): Guard {
  const table = quoteName(to.name);
  const collated = columns.map((column) => collatedAs(column, to));
  const filter = [...columns.map((column) => `${column} IS NOT NULL`), ...(where === null ? [] : [`(${where})`])].join(' AND ');
  const groups = `SELECT 1 FROM ${table} WHERE ${filter} GROUP BY ${collated.join(', ')} HAVING count(*) > 1`;
  return {
    object: `${object} of ${table}`,
    count: `(SELECT count(*) FROM (${groups}))`,
    what: `(${columns.join(', ')}) is to be unique in ${table}; values that stand there more than once`,
  };
}

/** As the column is to compare, not as it does now. */
function collatedAs(column: string, { columns }: TableModel): string {
  const found = columns.find(({ name }) => quoteName(name) === column);
  return found === undefined ? column : `${column} COLLATE ${quoteName(found.collation ?? 'BINARY')}`;
}

function checkGuards(from: TableModel, to: TableModel): readonly Guard[] {
  const known = new Set(from.checks.map(({ expression }) => foldSql(expression)));
  const table = quoteName(to.name);
  return to.checks
    .filter(({ expression }) => !known.has(foldSql(expression)))
    .map((check: CheckModel) => ({
      object: `check ${check.name === null ? check.expression : quoteName(check.name)} of ${table}`,
      count: `(SELECT count(*) FROM ${table} WHERE NOT (${check.expression}))`,
      what: `CHECK (${check.expression}) is new in ${table}; rows that do not fulfil it`,
    }));
}

function keyText({ columns }: Pick<KeyModel, 'columns'>): string {
  return foldSql(`unique (${columns.map(({ column }) => quoteName(column)).join(', ')})`);
}

function indexText({ columns, where }: IndexModel): string {
  const list = columns.map(({ column, expression }) => (column === null ? `(${expression ?? ''})` : quoteName(column)));
  return foldSql(`unique (${list.join(', ')})${where === null ? '' : ` where ${where}`}`);
}
