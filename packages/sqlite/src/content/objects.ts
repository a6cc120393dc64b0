import type Database from 'better-sqlite3';
import type { SchemaObject } from '@zepix/migrations-core';
import { readCatalogue } from '../model/catalogue.js';
import type { Catalogue, ObjectRow } from '../model/catalogue.js';
import { byName, foldName, quoteName } from '../model/names.js';

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
  const rows = [...parentsFirst(ofType('table'), catalogue), ...ofType('index'), ...ofType('view'), ...ofType('trigger')];
  return rows.map(({ type, name, sql }) => ({
    kind: type,
    name,
    create: closed(sql ?? ''),
    drop: `DROP ${type.toUpperCase()} ${quoteName(name)}`,
  }));
}

/** SQLite keeps a comment that ends a CREATE VIEW: a semicolon behind it would be part of the comment. */
function closed(sql: string): string {
  return /--[^\n]*$/.test(sql) ? `${sql}\n` : sql;
}

/** Takes, again and again, the first table by name whose parents are all taken; in a circle, the first by name. */
function parentsFirst(tables: readonly ObjectRow[], catalogue: Catalogue): ObjectRow[] {
  const virtual = new Set(catalogue.tables.filter(({ type }) => type === 'virtual').map(({ name }) => name));
  const ordinary = tables.filter(({ name }) => !virtual.has(name));
  const waiting = new Map(ordinary.map((table) => [foldName(table.name), { table, parents: new Set<string>() }]));
  for (const { table, parent } of catalogue.foreignKeys) {
    const [child, key] = [foldName(table), foldName(parent)];
    if (child !== key && waiting.has(key)) waiting.get(child)?.parents.add(key);
  }
  const taken: ObjectRow[] = [];
  while (waiting.size > 0) {
    const [free] = [...waiting].find(([, { parents }]) => parents.size === 0) ?? ([...waiting][0] as [string, never]);
    const next = waiting.get(free);
    waiting.delete(free);
    for (const { parents } of waiting.values()) parents.delete(free);
    if (next) taken.push(next.table);
  }
  return [...taken, ...tables.filter(({ name }) => virtual.has(name))];
}
