import type { SchemaDifference } from '@zepix/migrations-core';
import { compareModels } from '../../src/model/index.js';
import type { CheckModel, ColumnModel, IndexModel, KeyModel, SchemaModel, TableModel } from '../../src/model/index.js';
import { withDatabase } from '../model/database.js';

/**
 * How a schema that Drizzle declares differs from the one that migrations make: expected is what was migrated, found what is declared.
 * Told apart are all things that SQLite tells apart, declared types by their text included, but for what Drizzle has no words for:
 * - it writes a UNIQUE constraint as a unique index, with a name of its own;
 * - it demands a name for every CHECK: a name counts where the migrations gave one;
 * - it puts NOT NULL on an `INTEGER PRIMARY KEY`, which can't be NULL anyway;
 * - it writes a default its own way: what counts is the value that a row gets.
 * Columns count in their order: those that migrations appended stand last in the declaration, too.
 */
export function compareDeclared(migrated: SchemaModel, declared: SchemaModel): readonly SchemaDifference[] {
  return compareModels(asDeclared(migrated), inTermsOf(migrated, declared));
}

function asDeclared(model: SchemaModel): SchemaModel {
  return { ...model, tables: model.tables.map(withFreeRowid) };
}

/** The declared model, written as the migrated one is wherever both mean the same. */
function inTermsOf(migrated: SchemaModel, declared: SchemaModel): SchemaModel {
  const tables = declared.tables.map((table) => {
    const ours = migrated.tables.find(({ name }) => name === table.name);
    return ours === undefined ? table : tableInTermsOf(ours, withFreeRowid(table), constraintIndexes(ours, migrated, declared));
  });
  const constraints = new Set(migrated.tables.flatMap((table) => constraintIndexes(table, migrated, declared)));
  return { ...declared, tables, indexes: declared.indexes.filter((index) => !constraints.has(index)) };
}

function tableInTermsOf(migrated: TableModel, declared: TableModel, indexes: readonly IndexModel[]): TableModel {
  const uniques = migrated.uniques.filter((key) => indexes.some((index) => sameColumns(key, index)));
  return {
    ...declared,
    columns: declared.columns.map((column) => columnInTermsOf(migrated.columns, column)),
    uniques: [...declared.uniques, ...uniques],
    checks: checksInTermsOf(migrated.checks, declared.checks),
  };
}

/** The unique indexes that Drizzle made of a table's UNIQUE constraints. */
function constraintIndexes(table: TableModel, migrated: SchemaModel, declared: SchemaModel): readonly IndexModel[] {
  const given = new Set(migrated.indexes.map(({ name }) => name));
  const free = declared.indexes.filter(
    (index) => index.table === table.name && index.unique && index.where === null && !given.has(index.name),
  );
  return table.uniques
    .filter(({ onConflict }) => onConflict === null)
    .flatMap((key) => free.find((index) => sameColumns(key, index)) ?? []);
}

function sameColumns(key: KeyModel, index: IndexModel): boolean {
  const list = (columns: readonly { readonly column: string | null; readonly collation: string | null }[]): string =>
    JSON.stringify(columns.map(({ column, collation }) => [column, collation]));
  return list(key.columns) === list(index.columns);
}

/** Each migrated CHECK without a name lends its lack of one to one declared CHECK with the same expression. */
function checksInTermsOf(migrated: readonly CheckModel[], declared: readonly CheckModel[]): readonly CheckModel[] {
  const unnamed = migrated.filter(({ name }) => name === null).map(({ expression }) => expression);
  return declared.map((check) => {
    const at = unnamed.indexOf(check.expression);
    if (at === -1 || migrated.some(({ name }) => name !== null && name === check.name)) return check;
    unnamed.splice(at, 1);
    return { ...check, name: null };
  });
}

function columnInTermsOf(migrated: readonly ColumnModel[], declared: ColumnModel): ColumnModel {
  const ours = migrated.find(({ name }) => name === declared.name);
  if (ours === undefined || ours.default === null || declared.default === null || ours.default === declared.default) return declared;
  const isSame = storedDefault(ours, ours.default) === storedDefault(declared, declared.default);
  return isSame ? { ...declared, default: ours.default } : declared;
}

const CHANGING = /\b(?:CURRENT_\w+|random\w*|date|time|datetime|julianday|strftime|unixepoch)\b/i;

/** Type and value of what a row gets by default; the expression itself where that depends on the moment. */
function storedDefault(column: ColumnModel, expression: string): unknown {
  if (CHANGING.test(expression)) return expression;
  return withDatabase((db) => {
    db.exec(`CREATE TABLE one (value ${column.type} DEFAULT (${expression})); INSERT INTO one DEFAULT VALUES`);
    return db.prepare("SELECT typeof(value) || ' ' || quote(value) FROM one").pluck().get();
  });
}

/** NOT NULL says nothing of the column that is the rowid itself. */
function withFreeRowid(table: TableModel): TableModel {
  const { primaryKey } = table;
  const alias = primaryKey?.columns.length === 1 && !table.withoutRowid ? primaryKey.columns[0]?.column : undefined;
  const free = (column: ColumnModel): ColumnModel =>
    column.name === alias && column.type === 'INTEGER' ? { ...column, notNull: false, notNullName: null, notNullConflict: null } : column;
  return { ...table, columns: table.columns.map(free) };
}
