import type Database from 'better-sqlite3';
import type { SchemaObject } from '@zepix/migrations-core';
import { readCatalogue } from '../model/catalogue.js';
import type { Catalogue, ObjectRow } from '../model/catalogue.js';
import { byName, foldName, quoteName } from '../model/names.js';
import { nextToken } from '../script/tokens.js';

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
  let last = nextToken(sql, 0);
  for (let token = last; token !== null; token = nextToken(sql, token.end)) last = token;
  return last?.kind === 'line-comment' ? `${sql}\n` : sql;
}

/** Takes, again and again, the first table by name whose parents are all taken; in a circle, the first by name. */
function parentsFirst(tables: readonly ObjectRow[], catalogue: Catalogue): ObjectRow[] {
  const virtual = new Set(catalogue.tables.filter(({ type }) => type === 'virtual').map(({ name }) => name));
  const ordinary = tables.filter(({ name }) => !virtual.has(name));
  const waiting: Waiting = new Map(ordinary.map((table) => [foldName(table.name), { table, parents: new Set<string>() }]));
  for (const { table, parent } of catalogue.foreignKeys) {
    const [child, key] = [foldName(table), foldName(parent)];
    if (child !== key && waiting.has(key)) waiting.get(child)?.parents.add(key);
  }
  const taken: ObjectRow[] = [];
  for (let next = takeNext(waiting); next !== undefined; next = takeNext(waiting)) taken.push(next);
  return [...taken, ...tables.filter(({ name }) => virtual.has(name))];
}

type Waiting = Map<string, { readonly table: ObjectRow; readonly parents: Set<string> }>;

function takeNext(waiting: Waiting): ObjectRow | undefined {
  const entries = [...waiting];
  const found = entries.find(([, { parents }]) => parents.size === 0) ?? entries[0];
  if (found === undefined) return undefined;
  const [key, { table }] = found;
  waiting.delete(key);
  for (const { parents } of waiting.values()) parents.delete(key);
  return table;
}
