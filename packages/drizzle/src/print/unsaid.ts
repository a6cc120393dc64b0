import type { SchemaObject } from '@zepix/migrations-core';
import { isCutByDrizzle } from '@zepix/migrations-sqlite';
import type { SchemaModel, TableModel } from '@zepix/migrations-sqlite';
import { isSayable } from './table.js';

/** What Drizzle has no words for in one table, each a few words. */
export function unsaidOf(table: TableModel, model: SchemaModel): readonly string[] {
  const { strict, withoutRowid, primaryKey, uniques, foreignKeys, columns } = table;
  const keys = primaryKey === null ? uniques : [primaryKey, ...uniques];
  return [
    ...(strict ? ['STRICT'] : []),
    ...(withoutRowid ? ['WITHOUT ROWID'] : []),
    ...keys.flatMap(({ columns: parts }) =>
      parts.filter(({ desc, collation }) => desc || collation !== null).map(({ column }) => `how ${column} is ordered in a key`),
    ),
    ...keys.flatMap(({ onConflict }) => (onConflict === null ? [] : [`ON CONFLICT ${onConflict} of a key`])),
    ...columns.flatMap(({ name, notNullConflict }) => (notNullConflict === null ? [] : [`ON CONFLICT ${notNullConflict} of ${name}`])),
    ...foreignKeys.filter((key) => !isSayable(key, model)).map(({ parent }) => `the reference to ${parent}, whose columns are not there`),
    ...foreignKeys.flatMap(({ deferrable, columns: own }) =>
      deferrable === null ? [] : [`${deferrable} of the reference from ${own.join(', ')}`],
    ),
  ];
}

/** Whole objects that stay undeclared: triggers, views, indexes that drizzle-kit would cut, virtual tables, and tables whose text could not be read. */
export function unsaidObjects(model: SchemaModel, objects: readonly SchemaObject[]): readonly SchemaObject[] {
  const opaque = new Set(model.tables.filter(({ definition }) => definition !== null).map(({ name }) => name));
  const cut = new Set(model.indexes.filter(isCutByDrizzle).map(({ name }) => name));
  return objects.filter(
    ({ kind, name }) =>
      (kind === 'index' && cut.has(name)) || kind === 'trigger' || kind === 'view' || (kind === 'table' && opaque.has(name)),
  );
}
