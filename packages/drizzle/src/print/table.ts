import { isCutByDrizzle } from '@zepix/migrations-sqlite';
import type { ForeignKeyModel, IndexModel, SchemaModel, TableModel } from '@zepix/migrations-sqlite';
import { columnSource, hasInlineKey } from './column.js';
import type { Uses } from './column.js';
import { literal, quoted, template, uniqueNames } from './names.js';

/** What the parts of a module know of each other. */
export interface Around {
  readonly model: SchemaModel;
  /** The constants of the tables, by name. */
  readonly tables: ReadonlyMap<string, string>;
  readonly uses: Uses;
}

/** `export const trades = sqliteTable(…);` */
export function tableSource(table: TableModel, around: Around): string {
  around.uses.imports.add('sqliteTable');
  const keys = propertiesOf(table);
  const columns = table.columns.map((column) => `  ${keys.get(column.name) ?? ''}: ${columnSource(column, table, around.uses)},`);
  const extras = extrasOf(table, keys, around);
  const head = `export const ${around.tables.get(table.name) ?? ''} = sqliteTable(`;
  if (extras.length === 0) return `${head}${literal(table.name)}, {\n${columns.join('\n')}\n});`;
  const body = `  {\n${columns.map((line) => `  ${line}`).join('\n')}\n  },`;
  const returns = table.foreignKeys.length === 0 ? '' : ': SQLiteTableExtraConfigValue[]';
  return `${head}\n  ${literal(table.name)},\n${body}\n  (table)${returns} => [\n${extras.map((extra) => `    ${extra},`).join('\n')}\n  ],\n);`;
}

function propertiesOf({ columns }: TableModel): ReadonlyMap<string, string> {
  return uniqueNames(columns.map(({ name }) => name));
}

function extrasOf(table: TableModel, keys: ReadonlyMap<string, string>, around: Around): readonly string[] {
  const { model, uses } = around;
  const indexes = model.indexes.filter((index) => index.table === table.name && !isCutByDrizzle(index));
  const call = (builder: string, source: string): string => {
    uses.imports.add(builder);
    return `${builder}${source}`;
  };
  const ours = (columns: readonly string[]): string => columns.map((name) => `table.${keys.get(name) ?? ''}`).join(', ');
  const names = new Set([...table.checks.map(({ name }) => name ?? ''), ...model.indexes.map(({ name }) => name)]);
  return [
    ...(keyNeedsTable(table)
      ? [call('primaryKey', `({ columns: [${ours(table.primaryKey?.columns.map(({ column }) => column) ?? [])}] })`)]
      : []),
    ...table.uniques.map((key) => {
      const columns = key.columns.map(({ column }) => column);
      return call('unique', `(${literal(freeName(`${table.name}_${columns.join('_')}_unique`, names))}).on(${ours(columns)})`);
    }),
    ...table.checks.map(({ name, expression }) =>
      call('check', `(${literal(name ?? freeName(`${table.name}_check`, names))}, ${template(expression)})`),
    ),
    ...table.foreignKeys
      .filter((key) => isSayable(key, model))
      .map((key) => call('foreignKey', foreignKeySource(key, ours(key.columns), around))),
    ...indexes.map((index) => call(index.unique ? 'uniqueIndex' : 'index', indexSource(index, keys))),
  ];
}

function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let number = 2; taken.has(name); number += 1) name = `${wanted}_${number}`;
  taken.add(name);
  return name;
}

function keyNeedsTable(table: TableModel): boolean {
  return table.primaryKey !== null && !table.columns.some((column) => hasInlineKey(column, table));
}

/** Drizzle refers to columns that are declared. */
export function isSayable({ parent, parentColumns, columns }: ForeignKeyModel, { tables }: SchemaModel): boolean {
  const target = tables.find(({ name, kind }) => name === parent && kind === 'table');
  return (
    parentColumns.length === columns.length && parentColumns.every((column) => target?.columns.some(({ name }) => name === column) === true)
  );
}

function foreignKeySource(
  { parent, parentColumns, onUpdate, onDelete }: ForeignKeyModel,
  columns: string,
  { model, tables }: Around,
): string {
  const target = model.tables.find(({ name }) => name === parent);
  const keys = target === undefined ? new Map<string, string>() : propertiesOf(target);
  const foreign = parentColumns.map((column) => `${tables.get(parent) ?? ''}.${keys.get(column) ?? ''}`).join(', ');
  const action = (method: string, is: string): string => (is === 'NO ACTION' ? '' : `.${method}(${literal(is.toLowerCase())})`);
  return `({ columns: [${columns}], foreignColumns: [${foreign}] })${action('onUpdate', onUpdate)}${action('onDelete', onDelete)}`;
}

function indexSource({ name, columns, where }: IndexModel, keys: ReadonlyMap<string, string>): string {
  const parts = columns.map(({ column, expression, desc, collation }) => {
    if (column !== null && !desc && collation === null) return `table.${keys.get(column) ?? ''}`;
    const what = column === null ? `(${expression ?? ''})` : quoted(column);
    return template(`${what}${collation === null ? '' : ` COLLATE ${collation}`}${desc ? ' DESC' : ''}`);
  });
  return `(${literal(name)}).on(${parts.join(', ')})${where === null ? '' : `.where(${template(where)})`}`;
}
