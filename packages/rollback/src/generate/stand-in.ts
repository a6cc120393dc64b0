import { foldName } from '@zepix/migrations-sqlite';
import type { ColumnModel, IndexModel, SchemaModel, TableModel, Workbench } from '@zepix/migrations-sqlite';
import { cellText } from '../image/index.js';
import { chanceOf, valuesUnderChecks } from '../rows/index.js';

/**
 * What is put where a value is gone that may not be NULL, as SQL by folded column name: the default where that does, else something
 * that the table's rules take and that can be told from a value. `numbered`: SQL that gives each row of the source a number of its own.
 */
export function standInsOf(table: TableModel, { indexes }: SchemaModel, bench: Workbench, numbered: string): ReadonlyMap<string, string> {
  const unique = uniqueColumns(table, indexes);
  const checks = table.checks.map(({ expression }) => expression);
  return new Map(
    table.columns
      .filter((column) => mayNotBeNull(column, table))
      .map((column) => {
        const isUnique = unique.has(foldName(column.name));
        const allowed = valuesUnderChecks(bench, column, checks, table.strict, chanceOf(1))?.[0];
        if (column.default !== null && !isUnique) return [foldName(column.name), column.default];
        if (allowed !== undefined) return [foldName(column.name), cellText(typeof allowed === 'string' ? 'text' : null, allowed)];
        return [foldName(column.name), isUnique ? distinct(column, numbered) : plain(column)];
      }),
  );
}

function mayNotBeNull(column: ColumnModel, { withoutRowid }: TableModel): boolean {
  return column.generated === null && (column.notNull || (withoutRowid && column.primaryKey > 0));
}

/** Columns that are part of any key: two rows with the same stand-in might meet there. */
export function uniqueColumns({ name, primaryKey, uniques }: TableModel, indexes: readonly IndexModel[]): ReadonlySet<string> {
  const made = indexes.filter((index) => index.unique && foldName(index.table) === foldName(name));
  const keys = [...(primaryKey === null ? [] : [primaryKey]), ...uniques, ...made];
  return new Set(keys.flatMap(({ columns }) => columns.flatMap(({ column }) => (column === null ? [] : [foldName(column)]))));
}

function distinct({ type }: ColumnModel, numbered: string): string {
  if (isText(type)) return `'lost ' || ${numbered}`;
  return isBlob(type) ? `CAST('lost ' || ${numbered} AS BLOB)` : numbered;
}

function plain({ type }: ColumnModel): string {
  return isBlob(type) ? `x''` : isText(type) || type === '' ? `''` : '0';
}

function isText(type: string): boolean {
  return /CHAR|CLOB|TEXT/i.test(type);
}

function isBlob(type: string): boolean {
  return /BLOB/i.test(type);
}
