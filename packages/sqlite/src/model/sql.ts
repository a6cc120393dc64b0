import type { CheckModel, ColumnModel, ForeignKeyModel, IndexModel, KeyModel, TableModel } from './model.js';
import { quoteName } from './names.js';

/** `CREATE TABLE …` in one fixed form. Run on an empty database it gives the same model. A virtual table gives its definition. */
export function createTable(table: TableModel): string {
  return createTableOf(table, (items) => items.join(', '));
}

/** The same with a line for each column and constraint. */
export function createTableLines(table: TableModel): string {
  return createTableOf(table, (items) => `\n  ${items.join(',\n  ')}\n`);
}

function createTableOf(table: TableModel, body: (items: readonly string[]) => string): string {
  if (table.definition !== null) return table.definition;
  const options = [...(table.strict ? ['STRICT'] : []), ...(table.withoutRowid ? ['WITHOUT ROWID'] : [])].join(', ');
  return `CREATE TABLE ${quoteName(table.name)} (${body([...columnList(table), ...constraintList(table)])}) ${options}`.trimEnd();
}

// A key of one column stands at its column: there alone AUTOINCREMENT and a descending INTEGER key mean what they should.
function columnList(table: TableModel): readonly string[] {
  return table.columns.map((column) => {
    const key = hasInlineKey(table) && column.primaryKey > 0 ? ` ${inlineKeySql(table)}` : '';
    return `${quoteName(column.name)} ${columnSql(column)}`.trimEnd() + key;
  });
}

function constraintList(table: TableModel): readonly string[] {
  const primary = table.primaryKey === null || hasInlineKey(table) ? [] : [keySql('PRIMARY KEY', table.primaryKey)];
  const uniques = table.uniques.map((key) => keySql('UNIQUE', key));
  return [...primary, ...uniques, ...table.checks.map(checkSql), ...table.foreignKeys.map(foreignKeySql)];
}

function hasInlineKey({ primaryKey }: TableModel): boolean {
  return primaryKey?.columns.length === 1 && primaryKey.columns[0]?.collation === null;
}

function inlineKeySql({ primaryKey, autoincrement }: TableModel): string {
  const desc = primaryKey?.columns[0]?.desc === true ? ' DESC' : '';
  const auto = autoincrement ? ' AUTOINCREMENT' : '';
  return `${named(primaryKey?.name ?? null)}PRIMARY KEY${desc}${conflictSql(primaryKey?.onConflict ?? null)}${auto}`;
}

/** A primary key as a table constraint, AUTOINCREMENT included; for showing. */
export function primaryKeySql(table: TableModel): string | null {
  if (table.primaryKey === null) return null;
  return `${keySql('PRIMARY KEY', table.primaryKey)}${table.autoincrement ? ' AUTOINCREMENT' : ''}`;
}

/** A column's definition behind its name, without what a key says of it: `REAL NOT NULL DEFAULT 0`. */
export function columnSql(column: ColumnModel): string {
  const parts = [
    column.type,
    column.notNull ? `${named(column.notNullName)}NOT NULL${conflictSql(column.notNullConflict)}` : '',
    column.default === null ? '' : `DEFAULT ${defaultSql(column.default)}`,
    column.collation === null ? '' : `COLLATE ${quoteName(column.collation)}`,
    column.generated === null ? '' : `GENERATED ALWAYS AS (${column.expression ?? ''}) ${column.generated.toUpperCase()}`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}

/** Only literals and the CURRENT_… words may stand there without parentheses. */
function defaultSql(expression: string): string {
  const bare = /^(?:[+-]?[\d.][\w.+-]*|[xX]?'(?:[^']|'')*'|TRUE|FALSE|CURRENT_(?:DATE|TIME|TIMESTAMP))$/.test(expression);
  return bare ? expression : `(${expression})`;
}

/** `UNIQUE (a, b)`, `PRIMARY KEY (a, b DESC)`. */
export function keySql(kind: 'PRIMARY KEY' | 'UNIQUE', { name, columns, onConflict }: KeyModel): string {
  const list = columns.map(({ column, desc, collation }) => ordered(quoteName(column), collation, desc));
  return `${named(name)}${kind} (${list.join(', ')})${conflictSql(onConflict)}`;
}

export function checkSql({ name, expression }: CheckModel): string {
  return `${named(name)}CHECK (${expression})`;
}

export function foreignKeySql(key: ForeignKeyModel): string {
  const parts = [
    `${named(key.name)}FOREIGN KEY (${nameList(key.columns)}) REFERENCES ${quoteName(key.parent)}${parentList(key)}`,
    key.onUpdate === 'NO ACTION' ? '' : `ON UPDATE ${key.onUpdate}`,
    key.onDelete === 'NO ACTION' ? '' : `ON DELETE ${key.onDelete}`,
    key.match === 'NONE' ? '' : `MATCH ${quoteName(key.match)}`,
    key.deferrable ?? '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function parentList({ parentColumns }: ForeignKeyModel): string {
  return parentColumns.length === 0 ? '' : ` (${nameList(parentColumns)})`;
}

/** `CREATE INDEX …` in one fixed form. Run on the same table it gives the same model. */
export function createIndex({ name, table, unique, columns, where }: IndexModel): string {
  const list = columns.map(({ column, expression, desc, collation }) =>
    ordered(column === null ? `(${expression ?? ''})` : quoteName(column), collation, desc),
  );
  const head = `CREATE ${unique ? 'UNIQUE ' : ''}INDEX ${quoteName(name)} ON ${quoteName(table)}`;
  return `${head} (${list.join(', ')})${where === null ? '' : ` WHERE ${where}`}`;
}

export function nameList(names: readonly string[]): string {
  return names.map(quoteName).join(', ');
}

function ordered(what: string, collation: string | null, desc: boolean): string {
  return `${what}${collation === null ? '' : ` COLLATE ${quoteName(collation)}`}${desc ? ' DESC' : ''}`;
}

function named(name: string | null): string {
  return name === null ? '' : `CONSTRAINT ${quoteName(name)} `;
}

function conflictSql(action: string | null): string {
  return action === null ? '' : ` ON CONFLICT ${action}`;
}
