import type { KeyModel, SchemaModel, TableModel } from '../model/index.js';
import { foldName } from '../model/names.js';
import type { Rename } from './change.js';

/** The model under new names wherever a name stands by itself; expressions, triggers and views keep their text. */
export function renameModel(model: SchemaModel, renames: readonly Rename[]): SchemaModel {
  const tableName = (table: string): string => renameOf(renames, table)?.to ?? table;
  const columnName = (table: string, column: string): string => renameOf(renames, table, column)?.to ?? column;
  return {
    ...model,
    tables: model.tables.map((table) => renameTable(table, tableName, columnName)),
    indexes: model.indexes.map((index) => ({
      ...index,
      table: tableName(index.table),
      columns: index.columns.map((part) => ({ ...part, column: part.column === null ? null : columnName(index.table, part.column) })),
    })),
    triggers: model.triggers.map((trigger) => ({ ...trigger, table: tableName(trigger.table) })),
  };
}

/** The rename of a table, or of one of its columns; names before. */
export function renameOf(renames: readonly Rename[], table: string, column?: string): Rename | undefined {
  const isSame = (one: string | undefined, other: string | undefined): boolean =>
    one === undefined || other === undefined ? one === other : foldName(one) === foldName(other);
  return renames.find((rename) => isSame(rename.table, table) && isSame(rename.column, column));
}

function renameTable(
  table: TableModel,
  tableName: (table: string) => string,
  columnName: (table: string, column: string) => string,
): TableModel {
  const own = (column: string): string => columnName(table.name, column);
  const key = (one: KeyModel): KeyModel => ({ ...one, columns: one.columns.map((part) => ({ ...part, column: own(part.column) })) });
  return {
    ...table,
    name: tableName(table.name),
    columns: table.columns.map((column) => ({ ...column, name: own(column.name) })),
    primaryKey: table.primaryKey === null ? null : key(table.primaryKey),
    uniques: table.uniques.map(key),
    foreignKeys: table.foreignKeys.map((one) => ({
      ...one,
      columns: one.columns.map(own),
      parent: tableName(one.parent),
      parentColumns: one.parentColumns.map((column) => columnName(one.parent, column)),
    })),
  };
}
