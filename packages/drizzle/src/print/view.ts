import type { SchemaObject } from '@zepix/migrations-core';
import { viewColumns } from '@zepix/migrations-sqlite';
import type { ColumnModel, NamedType, TableModel } from '@zepix/migrations-sqlite';
import { columnSource } from './column.js';
import type { Uses } from './column.js';
import { literal, template, uniqueNames } from './names.js';

/** A view that Drizzle can declare. */
export interface SayableView {
  readonly name: string;
  /** Behind AS. */
  readonly sql: string;
  readonly columns: readonly NamedType[];
}

const NAME = String.raw`(?:"(?:[^"]|"")*"|\x60(?:[^\x60]|\x60\x60)*\x60|\[[^\]]*\]|[\p{L}_][\p{L}\p{N}_$]*)`;
const VIEW = new RegExp(String.raw`^CREATE\s+VIEW\s+(?:IF\s+NOT\s+EXISTS\s+)?${NAME}\s+AS\s+([^]+)$`, 'iu');

/**
 * The views that Drizzle has words for. A list of names behind the view's own has none, and behind a comment drizzle-kit's semicolon would
 * be lost.
 */
export function sayableViews(objects: readonly SchemaObject[]): readonly SayableView[] {
  const scripts = objects.filter(({ kind }) => kind !== 'trigger').map(({ create }) => create);
  return objects.flatMap(({ kind, name, create }) => {
    const sql = kind === 'view' && !create.includes('--') ? VIEW.exec(create.trim())?.[1]?.replace(/;\s*$/, '').trim() : undefined;
    const columns = sql === undefined ? [] : viewColumns(scripts, name);
    return sql === undefined || columns.length === 0 ? [] : [{ name, sql, columns }];
  });
}

/** `export const open = sqliteView('open', { … }).as(sql`…`);` */
export function viewSource({ name, sql, columns }: SayableView, constant: string, uses: Uses): string {
  uses.imports.add('sqliteView');
  const keys = uniqueNames(columns.map((column) => column.name));
  const lines = columns.map((column) => `  ${keys.get(column.name) ?? ''}: ${columnSource(columnOf(column), NO_TABLE, uses)},`);
  return `export const ${constant} = sqliteView(${literal(name)}, {\n${lines.join('\n')}\n}).as(${template(sql)});`;
}

/** What hangs on a table is none of a view's. */
const NO_TABLE: TableModel = {
  kind: 'table',
  name: '',
  columns: [],
  primaryKey: null,
  autoincrement: false,
  strict: false,
  withoutRowid: false,
  uniques: [],
  checks: [],
  foreignKeys: [],
  definition: null,
};

function columnOf({ name, type }: NamedType): ColumnModel {
  return {
    name,
    type: type.toUpperCase(),
    notNull: false,
    notNullName: null,
    notNullConflict: null,
    default: null,
    primaryKey: 0,
    collation: null,
    generated: null,
    expression: null,
  };
}
