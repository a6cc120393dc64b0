import type { CheckModel, ColumnModel, ForeignKeyModel, IndexModel, SchemaModel, TableModel } from './model.js';
import { foldName, foldSql, quoteName } from './names.js';
import { checkSql, columnSql, createIndex, createTable, foreignKeySql } from './sql.js';

/*
 * The one statement that takes a difference back, for SQLite 3.53: null where it takes several (a rebuild, dropping and creating anew).
 * Where rows break what it would bring back it fails and changes nothing. What would lose rows is a comment.
 */

/** The two tables of a difference, and what is missing of the found one. */
export interface TablePair {
  readonly expected: TableModel;
  readonly found: TableModel;
}

/** A table that was renamed and not otherwise changed is told by its twin, as long as there is only one. */
export function mendMissingTable(table: TableModel, expected: SchemaModel, found: SchemaModel): string {
  const twin = renamedFrom(table, expected, found);
  return twin === null ? createTable(table) : `ALTER TABLE ${quoteName(twin.name)} RENAME TO ${quoteName(table.name)}`;
}

/** Null for a table that goes when the one it was is mended. */
export function mendUnexpectedTable(table: TableModel, expected: SchemaModel, found: SchemaModel): string | null {
  const isTwin = expected.tables.some((other) => renamedFrom(other, expected, found) === table);
  return isTwin ? null : `-- DROP TABLE ${quoteName(table.name)}`;
}

function renamedFrom(table: TableModel, expected: SchemaModel, found: SchemaModel): TableModel | null {
  if (table.kind === 'virtual' || findNamed(found.tables, table.name) !== undefined) return null;
  const isGone = (other: TableModel): boolean => findNamed(found.tables, other.name) === undefined;
  const isNew = (other: TableModel): boolean => findNamed(expected.tables, other.name) === undefined;
  const rivals = expected.tables.filter((other) => isGone(other) && sameShape(other, table));
  const twins = found.tables.filter((other) => isNew(other) && sameShape(other, table));
  return rivals.length === 1 && twins.length === 1 ? (twins[0] ?? null) : null;
}

function sameShape(one: TableModel, other: TableModel): boolean {
  const shape = (table: TableModel): string => foldSql(createTable({ ...table, name: 'same', foreignKeys: [] }));
  return one.kind === other.kind && shape(one) === shape(other);
}

/** Brings a column back; with it, in the same statement, its foreign key. */
export function mendMissingColumn(column: ColumnModel, pair: TablePair): string | null {
  const table = quoteName(pair.expected.name);
  const twin = renamedColumn(column, pair);
  if (twin !== null) return `ALTER TABLE ${table} RENAME COLUMN ${quoteName(twin.name)} TO ${quoteName(column.name)}`;
  return isLast(column, pair) ? addColumn(column, pair.expected) : null;
}

/**
 * The statement that adds a column to a table, with its foreign key; null where SQLite refuses it, in a table that holds rows at the
 * latest. https://sqlite.org/lang_altertable.html#alter_table_add_column
 */
export function addColumn(column: ColumnModel, table: TableModel): string | null {
  const reference = referenceOf(column, table);
  const isFree = column.primaryKey === 0 && column.generated !== 'stored' && table.kind === 'table';
  const isFilled = column.generated !== null || !column.notNull || column.default !== null;
  if (!isFree || !isFilled || !isConstant(column.default) || (reference !== '' && column.default !== null)) return null;
  const definition = [quoteName(column.name), columnSql(column), reference].filter((part) => part !== '');
  return `ALTER TABLE ${quoteName(table.name)} ADD COLUMN ${definition.join(' ')}`;
}

/** Null for a column that goes when the one it was is mended. */
export function mendUnexpectedColumn(column: ColumnModel, pair: TablePair): string | null {
  const isTwin = pair.expected.columns.some((other) => renamedColumn(other, pair) === column);
  return isTwin ? null : `-- ALTER TABLE ${quoteName(pair.expected.name)} DROP COLUMN ${quoteName(column.name)}`;
}

/**
 * A column that stands where another stood, defined as that one was, with columns behind both: only RENAME COLUMN makes that, since
 * ADD COLUMN puts a new one last. Where the place is the last one, nothing tells them apart and nothing is guessed.
 */
function renamedColumn(column: ColumnModel, { expected, found }: TablePair): ColumnModel | null {
  const missing = expected.columns.filter(({ name }) => findNamed(found.columns, name) === undefined);
  const extra = found.columns.filter(({ name }) => findNamed(expected.columns, name) === undefined);
  const [twin] = extra;
  if (missing.length !== 1 || missing[0] !== column || extra.length !== 1 || twin === undefined) return null;
  const place = expected.columns.indexOf(column);
  const isSame = found.columns.indexOf(twin) === place && columnSql(twin) === columnSql(column) && twin.primaryKey === column.primaryKey;
  return isSame && place < expected.columns.length - 1 ? twin : null;
}

/** The new column must stand where it stood: behind all others. */
function isLast(column: ColumnModel, { expected, found }: TablePair): boolean {
  const behind = expected.columns.slice(expected.columns.indexOf(column) + 1);
  return behind.every(({ name }) => findNamed(found.columns, name) === undefined);
}

/** Others are refused as soon as the table holds a row. */
function isConstant(expression: string | null): boolean {
  return expression === null || /^(?:[+-]?[\d.][\w.+-]*|[xX]?'(?:[^']|'')*'|TRUE|FALSE)$/.test(expression);
}

function referenceOf(column: ColumnModel, table: TableModel): string {
  const key = table.foreignKeys.find((one) => refersFrom(one, column));
  if (key === undefined) return '';
  const sql = foreignKeySql({ ...key, name: null });
  const name = key.name === null ? '' : `CONSTRAINT ${quoteName(key.name)} `;
  return name + sql.slice(sql.indexOf(') REFERENCES ') + 2);
}

function refersFrom({ columns }: ForeignKeyModel, column: ColumnModel): boolean {
  return columns.length === 1 && columns[0] !== undefined && foldName(columns[0]) === foldName(column.name);
}

/** The statement that sets or drops NOT NULL, where a column differs in nothing else. */
export function setNotNull(expected: ColumnModel, found: ColumnModel, table: string): string | null {
  const alike = { ...found, notNull: expected.notNull, notNullName: expected.notNullName, notNullConflict: expected.notNullConflict };
  const isOnlyNull = expected.notNull !== found.notNull && foldSql(columnSql(alike)) === foldSql(columnSql(expected));
  if (!isOnlyNull || expected.notNullName !== null || expected.notNullConflict !== null) return null;
  return `ALTER TABLE ${quoteName(table)} ALTER COLUMN ${quoteName(expected.name)} ${expected.notNull ? 'SET' : 'DROP'} NOT NULL`;
}

/**
 * Null where it needs a column that is not there and can't be added. Changes nothing where a row does not fulfil the check; unlike
 * INSERT, ADD CHECK refuses a row for which it is NULL, too (measured with 3.53).
 */
export function mendMissingCheck(check: CheckModel, pair: TablePair): string | null {
  const words = new Set(foldSql(check.expression).match(/[\w$\u0080-\uffff]+/g));
  const lacks = lostColumns(pair).some(({ name }) => words.has(foldName(name)) || !/^[\w$\u0080-\uffff]+$/.test(name));
  return lacks ? null : `ALTER TABLE ${quoteName(pair.expected.name)} ADD ${checkSql(check)}`;
}

/** What is missing and no single statement brings back. */
function lostColumns(pair: TablePair): readonly ColumnModel[] {
  const missing = pair.expected.columns.filter(({ name }) => findNamed(pair.found.columns, name) === undefined);
  return missing.filter((column) => mendMissingColumn(column, pair) === null);
}

/** Null for a check without a name: nothing can name it. */
export function mendUnexpectedCheck({ name }: CheckModel, table: string): string | null {
  return name === null ? null : `ALTER TABLE ${quoteName(table)} DROP CONSTRAINT ${quoteName(name)}`;
}

/** Null where it needs a column that is not there and can't be added. */
export function mendMissingIndex(index: IndexModel, expected: SchemaModel, found: SchemaModel): string | null {
  const pair = { expected: findNamed(expected.tables, index.table), found: findNamed(found.tables, index.table) };
  if (pair.expected === undefined || pair.found === undefined) return createIndex(index);
  const lost = lostColumns({ expected: pair.expected, found: pair.found });
  const lacks = index.columns.some(({ column }) => column !== null && findNamed(lost, column) !== undefined);
  return lacks ? null : createIndex(index);
}

/** Dropping these loses no row. */
export function mendUnexpected(kind: 'INDEX' | 'TRIGGER' | 'VIEW', name: string): string {
  return `DROP ${kind} ${quoteName(name)}`;
}

function findNamed<Item extends { readonly name: string }>(items: readonly Item[], name: string): Item | undefined {
  return items.find((item) => foldName(item.name) === foldName(name));
}
