import type Database from 'better-sqlite3';
import type { SchemaObject } from '@zepix/migrations-core';
import { readCatalogue } from '../model/catalogue.js';
import type { Catalogue, ObjectRow } from '../model/catalogue.js';
import { byName, foldName, quoteName } from '../model/names.js';
import { parentsFirst } from '../model/parents.js';
import { closed } from '../script/index.js';

/**
 * The schema as statements: tables (parents before their children, otherwise by name, virtual tables last), then indexes, views and
 * triggers by name. Left out are SQLite's own objects, shadow tables, and those that `ignore` holds for, with what belongs to them.
 */
export function readObjects(db: Database.Database, ignore: (name: string) => boolean): readonly SchemaObject[] {
  const catalogue = readCatalogue(db);
  const shadows = new Set(catalogue.tables.filter(({ type }) => type === 'shadow').map(({ name }) => foldName(name)));
  const wanted = catalogue.objects.filter(
    ({ name, table, sql }) => sql !== null && !shadows.has(foldName(table)) && !ignore(name) && !ignore(table),
  );
  const ofType = (type: ObjectRow['type']): ObjectRow[] =>
    wanted.filter((row) => row.type === type).toSorted((a, b) => byName(a.name, b.name));
  const rows = [...inOrder(ofType('table'), catalogue), ...ofType('index'), ...ofType('view'), ...ofType('trigger')];
  return rows.map(({ type, name, sql }) => ({
    kind: type,
    name,
    create: closed(sql ?? ''),
    drop: `DROP ${type.toUpperCase()} ${quoteName(name)}`,
  }));
}

/** Virtual tables last. */
function inOrder(tables: readonly ObjectRow[], catalogue: Catalogue): ObjectRow[] {
  const virtual = new Set(catalogue.tables.filter(({ type }) => type === 'virtual').map(({ name }) => name));
  const parentsOf = (name: string): string[] => catalogue.foreignKeys.filter(({ table }) => table === name).map(({ parent }) => parent);
  const referring = tables
    .filter(({ name }) => !virtual.has(name))
    .map((table) => ({ name: table.name, table, parents: parentsOf(table.name) }));
  return [...parentsFirst(referring).map(({ table }) => table), ...tables.filter(({ name }) => virtual.has(name))];
}
