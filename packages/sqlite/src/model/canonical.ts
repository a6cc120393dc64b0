import { hash } from 'node:crypto';
import type { Schema } from '@zepix/migrations-core';
import type { ForeignKeyModel, SchemaModel, TableModel } from './model.js';
import { byName } from './names.js';
import { checkSql, foreignKeySql, keySql } from './sql.js';

/**
 * The model as text, and its hash. The text depends on the schema alone: not on the order in which objects and constraints were
 * created, nor on how they were written down. Where two schemas differ in nothing but the spelling (case) of declared names, the
 * hashes differ and `compareModels` finds no difference: applications see that spelling, SQLite does not.
 */
export function toSchema(model: SchemaModel): Schema {
  const text = JSON.stringify({
    tables: sortedBy(model.tables, ({ name }) => name).map(canonicalTable),
    indexes: sortedBy(model.indexes, ({ name }) => name),
    triggers: sortedBy(model.triggers, ({ name }) => name),
    views: sortedBy(model.views, ({ name }) => name),
  } satisfies SchemaModel);
  return { hash: hash('sha256', text), text };
}

/** The model that `toSchema` made the text of. */
export function fromSchema(schema: Schema): SchemaModel {
  return JSON.parse(schema.text) as SchemaModel;
}

// The columns of a virtual table can be seen only while its module is loaded; two programs with and without it must agree.
function canonicalTable(table: TableModel): TableModel {
  return {
    ...table,
    columns: table.kind === 'virtual' ? [] : table.columns,
    uniques: sortedBy(table.uniques, (key) => keySql('UNIQUE', key)),
    checks: sortedBy(table.checks, checkSql),
    foreignKeys: sortedBy<ForeignKeyModel>(table.foreignKeys, foreignKeySql),
  };
}

function sortedBy<Item>(items: readonly Item[], key: (item: Item) => string): readonly Item[] {
  return [...items].sort((a, b) => byName(key(a), key(b)));
}
