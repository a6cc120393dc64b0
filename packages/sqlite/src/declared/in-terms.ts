import type { CheckModel, ColumnModel, ForeignKeyModel, IndexModel, KeyModel, SchemaModel, TableModel } from '../model/index.js';
import { foldName, foldSql, quoteName } from '../model/names.js';
import { checkSql, foreignKeySql } from '../model/sql.js';
import { sameDefault } from './same-default.js';
import { sameExpression } from './same-expression.js';
import { findNamed, sameKey, uniqueTerms } from './unique-terms.js';

/**
 * A declared schema, written as the migrated one is wherever both mean the same to an application that declares its schema with Drizzle.
 * What declarations have no words for stays as it is:
 * - a UNIQUE constraint, which drizzle-kit 0.x declares as a unique index with a name of its own, and the other way round (drizzle-kit 1);
 * - whether columns in an expression of their own table are called by the table's name;
 * - the names of constraints, of which a CHECK's must be declared even where it has none;
 * - NOT NULL of an `INTEGER PRIMARY KEY`, which can't be NULL anyway;
 * - how a default is written: what counts is the value that a row gets;
 * - STRICT, WITHOUT ROWID, a column's collation, ON CONFLICT, DEFERRABLE;
 * - the order of columns: those that are new come last;
 * - indexes over an expression with a comma in it, at which drizzle-kit 0.x cuts it;
 * - triggers, virtual tables, and views that are not declared.
 */
export function inTermsOf(migrated: SchemaModel, declared: SchemaModel): SchemaModel {
  const uses = declared.tables.map((table) => {
    const ours = findNamed(migrated.tables, table.name);
    return { table, ours, terms: ours === undefined ? null : uniqueTerms(ours, table, migrated.indexes, declared.indexes) };
  });
  const constraints = new Set(uses.flatMap(({ terms }) => terms?.spoken ?? []));
  const tables = uses.map(({ table, ours, terms }) =>
    ours === undefined || terms === null ? table : tableInTermsOf(ours, table, terms.uniques),
  );
  const isThere = (name: string): boolean => findNamed(tables, name) !== undefined;
  return {
    tables: [...tables, ...migrated.tables.filter(({ kind, name }) => kind === 'virtual' && !isThere(name))],
    indexes: [
      ...declared.indexes.filter((index) => !constraints.has(index)).map((index) => indexInTermsOf(migrated.indexes, index)),
      ...uses.flatMap(({ terms }) => terms?.standing ?? []),
      ...undeclarable(migrated.indexes, declared.indexes).filter(({ table }) => isThere(table)),
    ],
    triggers: migrated.triggers.filter(({ table }) => isThere(table) || findNamed(migrated.views, table) !== undefined),
    views: [...declared.views, ...migrated.views.filter(({ name }) => findNamed(declared.views, name) === undefined)],
  };
}

function tableInTermsOf(ours: TableModel, declared: TableModel, uniques: readonly KeyModel[]): TableModel {
  if (ours.kind === 'virtual' || ours.definition !== null) return ours;
  const alias = rowidAlias(ours);
  return {
    ...declared,
    name: ours.name,
    columns: inOrderOf(ours.columns, declared.columns).map((column) =>
      columnInTermsOf(findNamed(ours.columns, column.name), column, alias),
    ),
    primaryKey: sameKey(ours.primaryKey, declared.primaryKey) ? ours.primaryKey : declared.primaryKey,
    strict: ours.strict,
    withoutRowid: ours.withoutRowid && declared.primaryKey !== null,
    uniques,
    checks: checksInTermsOf(ours, declared),
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

/** Whether an index is over an expression that drizzle-kit 0.x cuts into pieces, at its commas. */
export function isCutByDrizzle({ columns }: IndexModel): boolean {
  return columns.some(({ expression }) => expression?.includes(',') === true);
}

function undeclarable(migrated: readonly IndexModel[], declared: readonly IndexModel[]): readonly IndexModel[] {
  return migrated.filter((index) => isCutByDrizzle(index) && findNamed(declared, index.name) === undefined);
}

/** Only its condition may call columns by the table's name: expressions in an index and of generated columns may not. */
function indexInTermsOf(migrated: readonly IndexModel[], index: IndexModel): IndexModel {
  const ours = findNamed(migrated, index.name);
  if (ours === undefined || foldName(ours.table) !== foldName(index.table)) return index;
  return sameExpression(ours.where, index.where, index.table) ? { ...index, where: ours.where } : index;
}

function sameReference(one: ForeignKeyModel, other: ForeignKeyModel): boolean {
  const plain = (key: ForeignKeyModel): string => foldSql(foreignKeySql({ ...key, name: null, match: 'NONE', deferrable: null }));
  return plain(one) === plain(other);
}

/** Each migrated CHECK lends its name, or its lack of one, to one declared CHECK with the same expression. */
function checksInTermsOf({ checks: ours, name: table }: TableModel, declared: TableModel): readonly CheckModel[] {
  const free = [...ours];
  return declared.checks.map((check) => {
    const same = free.filter(({ expression }) => sameExpression(expression, check.expression, table));
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
    ...undeclarable(migrated.indexes, declared.indexes).flatMap(({ name, table }) =>
      findNamed(declared.tables, table) === undefined ? [] : [`index ${quoteName(name)}`],
    ),
    ...migrated.triggers.map(({ name }) => `trigger ${quoteName(name)}`),
  ];
}
