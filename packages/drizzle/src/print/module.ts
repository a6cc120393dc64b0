import type { Declared, SchemaObject } from '@zepix/migrations-core';
import type { SchemaModel, TableModel } from '@zepix/migrations-sqlite';
import { typeSource } from './column.js';
import type { Uses } from './column.js';
import { uniqueNames } from './names.js';
import { tableSource } from './table.js';
import type { Around } from './table.js';
import { unsaidObjects, unsaidOf } from './unsaid.js';
import { sayableViews, viewSource } from './view.js';

const TAKEN = [
  'blob',
  'check',
  'customType',
  'foreignKey',
  'index',
  'integer',
  'numeric',
  'primaryKey',
  'real',
  'sqliteTable',
  'sqliteView',
  'text',
  'unique',
  'uniqueIndex',
];

/** A module that declares a schema with Drizzle. What Drizzle has no words for is named in comments. */
export function writeModule(model: SchemaModel, objects: readonly SchemaObject[]): Declared {
  const tables = model.tables.filter(({ definition }) => definition === null);
  const uses: Uses = { imports: new Set(), types: new Map() };
  const views = sayableViews(objects);
  const named = [...tables, ...views].map(({ name }) => name);
  const around: Around = { model, uses, tables: uniqueNames(named, TAKEN) };
  const sources = [
    ...tables.map((table) => commented(table, tableSource(table, around), model)),
    ...views.map((view) => viewSource(view, around.tables.get(view.name) ?? '', uses)),
  ];
  const types = [...uses.types].map(([name, sql]) => typeSource(name, sql));
  const said = new Set(views.map(({ name }) => name));
  const others = unsaidObjects(model, objects).filter(({ kind, name }) => kind !== 'view' || !said.has(name));
  const parts = [imports(uses, sources), ...types, ...sources, ...others.map(asComment)].filter((part) => part !== '');
  const unsaid = tables.flatMap((table) => unsaidOf(table, model).map((what) => `${table.name}: ${what}`));
  return {
    text: `${parts.join('\n\n')}\n`,
    tables: tables.length,
    unsaid: [...unsaid, ...others.map(({ kind, name }) => `${kind} ${name}`)],
  };
}

function commented(table: TableModel, source: string, model: SchemaModel): string {
  const unsaid = unsaidOf(table, model);
  return unsaid.length === 0 ? source : `// Drizzle has no words for: ${unsaid.join('; ').replaceAll(/\s+/g, ' ')}.\n${source}`;
}

function asComment({ kind, create }: SchemaObject): string {
  const lines = create.trimEnd().split(/\r\n|\r|\n/);
  return [
    `// Drizzle has no words for this ${kind}; it stays as the migrations made it:`,
    ...lines.map((line) => `//   ${line}`.trimEnd()),
  ].join('\n');
}

function imports({ imports: names }: Uses, sources: readonly string[]): string {
  const list = [...names].toSorted();
  const usesSql = sources.some((source) => source.includes('sql`'));
  const hasReferences = sources.some((source) => source.includes('SQLiteTableExtraConfigValue'));
  return [
    ...(usesSql ? [`import { sql } from 'drizzle-orm';`] : []),
    ...(list.length === 0 ? [] : [`import { ${list.join(', ')} } from 'drizzle-orm/sqlite-core';`]),
    ...(hasReferences ? [`import type { SQLiteTableExtraConfigValue } from 'drizzle-orm/sqlite-core';`] : []),
  ].join('\n');
}
