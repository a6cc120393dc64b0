import type { CheckModel, ColumnModel, ForeignKeyModel, IndexModel, KeyModel, SchemaModel, TableModel } from '../model/index.js';
import { foldName, foldSql, quoteName } from '../model/names.js';
import { checkSql, foreignKeySql } from '../model/sql.js';
import { sameDefault } from './same-default.js';

/**
 * A declared schema, written as the migrated one is wherever both mean the same to an application that declares its schema with Drizzle.
 * What declarations have no words for stays as it is:
 * - a UNIQUE constraint, which is declared as a unique index with a name of its own;
 * - the names of constraints, of which a CHECK's must be declared even where it has none;
 * - NOT NULL of an `INTEGER PRIMARY KEY`, which can't be NULL anyway;
 * - how a default is written: what counts is the value that a row gets;
 * - STRICT, WITHOUT ROWID, a column's collation, ON CONFLICT, DEFERRABLE;
 * - the order of columns: those that are new come last;
 * - triggers, virtual tables, and views that are not declared.
 */
export function inTermsOf(migrated: SchemaModel, declared: SchemaModel): SchemaModel {
  const uses = declared.tables.map((table) => {
    const ours = findNamed(migrated.tables, table.name);
    return { table, ours, constraints: ours === undefined ? [] : constraintIndexes(ours, migrated, declared) };
  });
  const constraints = new Set(uses.flatMap((use) => use.constraints));
  const tables = uses.map(({ table, ours, constraints: own }) => (ours === undefined ? table : tableInTermsOf(ours, table, own)));
  const isThere = (name: string): boolean => findNamed(tables, name) !== undefined;
  return {
    tables: [...tables, ...migrated.tables.filter(({ kind, name }) => kind === 'virtual' && !isThere(name))],
    indexes: declared.indexes.filter((index) => !constraints.has(index)),
    triggers: migrated.triggers.filter(({ table }) => isThere(table) || findNamed(migrated.views, table) !== undefined),
    views: [...declared.views, ...migrated.views.filter(({ name }) => findNamed(declared.views, name) === undefined)],
  };
}

function findNamed<Item extends { readonly name: string }>(items: readonly Item[], name: string): Item | undefined {
  return items.find((item) => foldName(item.name) === foldName(name));
}

function tableInTermsOf(ours: TableModel, declared: TableModel, indexes: readonly IndexModel[]): TableModel {
  if (ours.kind === 'virtual' || ours.definition !== null) return ours;
  const alias = rowidAlias(ours);
  const uniques = ours.uniques.filter((key) => indexes.some((index) => sameColumns(key, index)));
  return {
    ...declared,
    name: ours.name,
    columns: inOrderOf(ours.columns, declared.columns).map((column) =>
      columnInTermsOf(findNamed(ours.columns, column.name), column, alias),
    ),
    primaryKey: sameKey(ours.primaryKey, declared.primaryKey) ? ours.primaryKey : declared.primaryKey,
    strict: ours.strict,
    withoutRowid: ours.withoutRowid && declared.primaryKey !== null,
    uniques: [...uniques, ...declared.uniques.filter((key) => !uniques.some((known) => sameKey(known, key)))],
    checks: checksInTermsOf(ours.checks, declared.checks),
    foreignKeys: declared.foreignKeys.map((key) => ours.foreignKeys.find((known) => sameReference(known, key)) ?? key),
  };
}

function inOrderOf(ours: readonly ColumnModel[], declared: readonly ColumnModel[]): readonly ColumnModel[] {
  const known = ours.flatMap(({ name }) => findNamed(declared, name) ?? []);
  return [...known, ...declared.filter((column) => !known.includes(column))];
}

function columnInTermsOf(ours: ColumnModel | undefined, declared: ColumnModel, alias: string | undefined): ColumnModel {
  if (ours === undefined) return declared;
  const isFree = ours.name === alias && declared.type === 'INTEGER';
  const nulls = isFree || ours.notNull === declared.notNull ? ours : declared;
  return {
    ...declared,
    name: ours.name,
    notNull: nulls.notNull,
    notNullName: nulls.notNullName,
    notNullConflict: nulls.notNullConflict,
    collation: declared.collation ?? ours.collation,
    default: sameDefault(ours, declared) ? ours.default : declared.default,
  };
}

function rowidAlias({ primaryKey, withoutRowid, columns }: TableModel): string | undefined {
  const name = primaryKey?.columns.length === 1 && !withoutRowid ? primaryKey.columns[0]?.column : undefined;
  return columns.find((column) => column.name === name)?.type === 'INTEGER' ? name : undefined;
}

/** The unique indexes that stand for a table's UNIQUE constraints. */
function constraintIndexes(table: TableModel, migrated: SchemaModel, declared: SchemaModel): readonly IndexModel[] {
  const free = declared.indexes.filter(
    (index) =>
      foldName(index.table) === foldName(table.name) &&
      index.unique &&
      index.where === null &&
      findNamed(migrated.indexes, index.name) === undefined,
  );
  return table.uniques.flatMap((key) => free.find((index) => sameColumns(key, index)) ?? []);
}

function sameColumns(key: KeyModel, index: IndexModel): boolean {
  const list = (columns: readonly { readonly column: string | null; readonly collation: string | null }[]): string =>
    JSON.stringify(columns.map(({ column, collation }) => [foldName(column ?? ''), collation]));
  return list(key.columns) === list(index.columns);
}

function sameKey(one: KeyModel | null, other: KeyModel | null): boolean {
  const list = (key: KeyModel | null): string => JSON.stringify(key?.columns.map(({ column }) => foldName(column)) ?? null);
  return list(one) === list(other);
}

function sameReference(one: ForeignKeyModel, other: ForeignKeyModel): boolean {
  const plain = (key: ForeignKeyModel): string => foldSql(foreignKeySql({ ...key, name: null, match: 'NONE', deferrable: null }));
  return plain(one) === plain(other);
}

/** Each migrated CHECK lends its name, or its lack of one, to one declared CHECK with the same expression. */
function checksInTermsOf(ours: readonly CheckModel[], declared: readonly CheckModel[]): readonly CheckModel[] {
  const free = [...ours];
  return declared.map((check) => {
    const same = free.filter(({ expression }) => foldSql(expression) === foldSql(check.expression));
    const found = same.find((one) => checkSql(one) === checkSql(check)) ?? same[0];
    if (found === undefined) return check;
    free.splice(free.indexOf(found), 1);
    return found;
  });
}

/** What stays although it is not declared: `trigger t`, `view v`, `table f`. */
export function keptObjects(migrated: SchemaModel, declared: SchemaModel): readonly string[] {
  const undeclared = <Item extends { readonly name: string }>(items: readonly Item[], known: readonly Item[]): readonly Item[] =>
    items.filter(({ name }) => findNamed(known, name) === undefined);
  return [
    ...undeclared(migrated.tables, declared.tables).flatMap(({ kind, name }) =>
      kind === 'virtual' ? [`virtual table ${quoteName(name)}`] : [],
    ),
    ...undeclared(migrated.views, declared.views).map(({ name }) => `view ${quoteName(name)}`),
    ...migrated.triggers.map(({ name }) => `trigger ${quoteName(name)}`),
  ];
}
