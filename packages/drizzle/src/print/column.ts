import type { ColumnModel, TableModel } from '@zepix/migrations-sqlite';
import { literal, template } from './names.js';

/** Types that Drizzle has a builder for, and their names in SQL. */
const BUILDERS: Readonly<Record<string, string>> = { INTEGER: 'integer', TEXT: 'text', REAL: 'real', BLOB: 'blob', NUMERIC: 'numeric' };

/** The builders and declared types that a module uses. */
export interface Uses {
  readonly imports: Set<string>;
  /** The SQL type by the constant that stands for it. */
  readonly types: Map<string, string>;
}

/** `name: text('name').notNull(),` without its key. */
export function columnSource(column: ColumnModel, table: TableModel, uses: Uses): string {
  const builder = builderOf(column, table, uses);
  const parts = [
    builder,
    keyPart(column, table),
    column.notNull && !hasInlineKey(column, table) ? '.notNull()' : '',
    defaultPart(column, builder),
    generatedPart(column),
  ];
  return parts.join('');
}

function builderOf(column: ColumnModel, table: TableModel, uses: Uses): string {
  const name = literal(column.name);
  const builder = column.collation === null ? BUILDERS[column.type] : undefined;
  if (builder === undefined) return `${declaredType(column, uses)}(${name})`;
  uses.imports.add(builder);
  if (builder === 'blob') return `blob(${name}, { mode: 'buffer' })`;
  return builder === 'integer' && isBoolean(column, table) ? `integer(${name}, { mode: 'boolean' })` : `${builder}(${name})`;
}

/** A CHECK that allows 0 and 1 only says so, or a default that is a truth value. */
function isBoolean(column: ColumnModel, { checks }: TableModel): boolean {
  if (column.default === 'TRUE' || column.default === 'FALSE') return true;
  const plain = (text: string): string => text.replace(/["\s]/g, '').toLowerCase();
  return checks.some(({ expression }) => [`${plain(column.name)}in(0,1)`, `${plain(column.name)}in(1,0)`].includes(plain(expression)));
}

function declaredType({ type, collation }: ColumnModel, uses: Uses): string {
  const sql = collation === null ? type : `${type} COLLATE ${collation}`.trim();
  const known = [...uses.types].find(([, declared]) => declared === sql)?.[0];
  if (known !== undefined) return known;
  const words = sql
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  const base = (words.join('_') || 'untyped').replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  let name = `${base}Type`;
  for (let number = 2; uses.types.has(name); number += 1) name = `${base}Type${number}`;
  uses.types.set(name, sql);
  uses.imports.add('customType');
  return name;
}

/** A custom type as a constant of the module. */
export function typeSource(name: string, sql: string): string {
  if (sql === 'BOOLEAN' || sql === 'BOOL') {
    return `const ${name} = customType<{ data: boolean; driverData: number }>({
  dataType: () => ${literal(sql)},
  toDriver: (value) => (value ? 1 : 0),
  fromDriver: (value) => Number(value) !== 0,
});`;
  }
  return `const ${name} = customType<{ data: ${dataOf(sql)} }>({ dataType: () => ${literal(sql)} });`;
}

/** What SQLite's affinity makes of most values: https://sqlite.org/datatype3.html#determination_of_column_affinity */
function dataOf(sql: string): string {
  if (/INT/.test(sql)) return 'number';
  if (/CHAR|CLOB|TEXT|DATE|TIME/.test(sql)) return 'string';
  if (/BLOB/.test(sql)) return 'Buffer';
  return /REAL|FLOA|DOUB|DEC|NUM/.test(sql) ? 'number' : 'unknown';
}

/** Whether the key stands at the column: Drizzle puts NOT NULL to it. */
export function hasInlineKey(column: ColumnModel, { primaryKey, withoutRowid, autoincrement }: TableModel): boolean {
  const [key, second] = primaryKey?.columns ?? [];
  if (key?.column !== column.name || second !== undefined || key.desc || key.collation !== null) return false;
  const isAlias = column.type === 'INTEGER' && column.collation === null && !withoutRowid;
  return isAlias || autoincrement || column.notNull;
}

function keyPart(column: ColumnModel, table: TableModel): string {
  if (!hasInlineKey(column, table)) return '';
  return table.autoincrement ? '.primaryKey({ autoIncrement: true })' : '.primaryKey()';
}

function defaultPart({ default: expression }: ColumnModel, builder: string): string {
  if (expression === null) return '';
  const isPlain = !builder.includes('mode:');
  if (isPlain && /^(?:integer|real)\(/.test(builder) && /^-?\d{1,15}(?:\.\d+)?$/.test(expression)) return `.default(${expression})`;
  const text = /^'((?:[^']|'')*)'$/.exec(expression)?.[1];
  if (isPlain && builder.startsWith('text(') && text !== undefined) return `.default(${literal(text.replaceAll("''", "'"))})`;
  return `.default(${template(isBare(expression) ? expression : `(${expression})`)})`;
}

/** Only literals and the CURRENT_… words may stand without parentheses. */
function isBare(expression: string): boolean {
  return /^(?:[+-]?[\d.][\w.+-]*|[xX]?'(?:[^']|'')*'|TRUE|FALSE|CURRENT_(?:DATE|TIME|TIMESTAMP))$/.test(expression);
}

function generatedPart({ generated, expression }: ColumnModel): string {
  return generated === null ? '' : `.generatedAlwaysAs(${template(expression ?? '')}, { mode: '${generated}' })`;
}
