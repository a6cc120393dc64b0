import type { ColumnModel, TableModel } from '../model/index.js';
import { foldName, quoteName } from '../model/names.js';
import type { SqlOptions } from './statement.js';

/** A table as it is now, what it is to be, and which of its columns a column was. */
export interface Conversion {
  readonly from: TableModel;
  readonly to: TableModel;
  /** The name in `from` of a column of `to`. */
  readonly source: (column: string) => string;
}

interface Pair {
  readonly column: string;
  readonly expression: string;
}

/**
 * The statement that copies all rows of `old` into the new table, under their rowids. Where the two have nothing in common each row still
 * becomes one, of defaults. `OR ABORT`, because an ON CONFLICT clause of the new table would leave rows out without a word.
 */
export function copyRows(old: string, conversion: Conversion, options: SqlOptions): string {
  const carried = [...rowidPair(conversion), ...columnPairs(conversion, options)];
  const pairs = carried.length > 0 ? carried : defaultPair(conversion);
  const into = pairs.map(({ column }) => column).join(', ');
  const values = pairs.map(({ expression }) => expression).join(', ');
  return `INSERT OR ABORT INTO ${quoteName(conversion.to.name)} (${into})\nSELECT ${values}\nFROM ${quoteName(old)}`;
}

function defaultPair({ to }: Conversion): readonly Pair[] {
  const column = to.columns.find(({ generated }) => generated === null);
  return column === undefined ? [] : [{ column: quoteName(column.name), expression: `(${column.default ?? 'NULL'})` }];
}

function columnPairs({ from, to, source }: Conversion, options: SqlOptions): readonly Pair[] {
  const alias = rowidAlias(to);
  return to.columns
    .filter(({ generated }) => generated === null)
    .flatMap((column) => {
      const expression = expressionFor(column, findColumn(from, source(column.name)), to.name, options);
      if (expression !== null) return [{ column: quoteName(column.name), expression }];
      const rowid = column === alias ? rowidName(from) : null;
      return rowid === null ? [] : [{ column: quoteName(column.name), expression: rowid }];
    });
}

function expressionFor(column: ColumnModel, was: ColumnModel | undefined, table: string, { copy, fill }: SqlOptions): string | null {
  const given = expressionOf(copy, table, column.name);
  if (given !== undefined) return given;
  const filling = expressionOf(fill, table, column.name);
  if (was === undefined) return filling ?? null;
  return filling === undefined ? quoteName(was.name) : `ifnull(${quoteName(was.name)}, ${filling})`;
}

function expressionOf(expressions: SqlOptions['copy'], table: string, column: string): string | undefined {
  const columns = Object.entries(expressions ?? {}).find(([name]) => foldName(name) === foldName(table))?.[1];
  return Object.entries(columns ?? {}).find(([name]) => foldName(name) === foldName(column))?.[1];
}

/** Whether expressions are given for a table: then its rows have to be copied. */
export function hasExpressions(table: string, { copy, fill }: SqlOptions): boolean {
  return [copy, fill].some((given) => Object.keys(given ?? {}).some((name) => foldName(name) === foldName(table)));
}

/** The rowid, where no column of the new table is its alias. */
function rowidPair({ from, to }: Conversion): readonly Pair[] {
  const [before, after] = [rowidName(from), rowidName(to)];
  return before === null || after === null || rowidAlias(to) !== undefined ? [] : [{ column: after, expression: before }];
}

/** How the rowid is read and written; null without one, and where columns have taken all of its names. */
export function rowidName(table: TableModel): string | null {
  if (table.withoutRowid) return null;
  const alias = rowidAlias(table);
  if (alias !== undefined) return quoteName(alias.name);
  const taken = new Set(table.columns.map(({ name }) => foldName(name)));
  return ['rowid', '_rowid_', 'oid'].find((name) => !taken.has(name)) ?? null;
}

/** https://sqlite.org/lang_createtable.html#rowid: exactly INTEGER, and not declared DESC at the column. */
function rowidAlias({ primaryKey, withoutRowid, columns }: TableModel): ColumnModel | undefined {
  const [key, second] = primaryKey?.columns ?? [];
  if (key === undefined || second !== undefined || key.desc || withoutRowid) return undefined;
  const column = columns.find(({ name }) => name === key.column);
  return column?.type === 'INTEGER' ? column : undefined;
}

function findColumn(table: TableModel, name: string): ColumnModel | undefined {
  return table.columns.find((column) => foldName(column.name) === foldName(name));
}
