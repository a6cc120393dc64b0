import type { ColumnModel, ModelDifference, SchemaModel, TableModel } from '../model/index.js';
import { foldName, quoteName } from '../model/names.js';
import { carriedColumns, isRefillable } from './virtual.js';

/** What of the data a difference loses when it is made, as words behind "loses"; null for nothing. `from` is under the new names. */
export function lossOf(difference: ModelDifference, from: SchemaModel, to: SchemaModel): string | null {
  const before = tableNamed(from, difference.table);
  const after = tableNamed(to, difference.table);
  if (before === undefined || (difference.change === 'missing' && difference.what !== 'options')) return null;
  switch (difference.what) {
    case 'table':
      return tableLoss(before, after);
    case 'column':
      return columnLoss(difference, before, after);
    case 'options':
      return after?.withoutRowid === true && !before.withoutRowid ? `the rowids of ${quoteName(before.name)}` : null;
    case 'primary key':
      return before.autoincrement && after?.autoincrement !== true ? `the AUTOINCREMENT counter of ${quoteName(before.name)}` : null;
    default:
      return null;
  }
}

function tableNamed(model: SchemaModel, table: string): TableModel | undefined {
  return model.tables.find(({ name }) => foldName(name) === foldName(table));
}

function tableLoss(before: TableModel, after: TableModel | undefined): string | null {
  if (before.kind === 'virtual' && isRefillable(before)) return null;
  const isCarried = before.kind === 'virtual' && after?.kind === 'virtual' && carriedColumns(before, after).length > 0;
  const isRebuilt = before.kind === 'table' && after?.kind === 'table';
  return isCarried || isRebuilt ? null : `every row of ${quoteName(before.name)}`;
}

function columnLoss({ name }: ModelDifference, before: TableModel, after: TableModel | undefined): string | null {
  const named = (table: TableModel | undefined): ColumnModel | undefined =>
    table?.columns.find((column) => foldName(column.name) === foldName(name ?? ''));
  const [was, is] = [named(before), named(after)];
  const shown = `${quoteName(before.name)}.${quoteName(name ?? '')}`;
  if (was === undefined || was.generated !== null) return null;
  if (is === undefined || is.generated !== null) return `the values of ${shown}`;
  return affinityOf(was.type) === affinityOf(is.type) ? null : `the type of values of ${shown} that become ${is.type || 'untyped'}`;
}

/** https://sqlite.org/datatype3.html#determination_of_column_affinity */
export function affinityOf(type: string): 'INTEGER' | 'TEXT' | 'BLOB' | 'REAL' | 'NUMERIC' {
  if (type.includes('INT')) return 'INTEGER';
  if (/CHAR|CLOB|TEXT/.test(type)) return 'TEXT';
  if (type === '' || type.includes('BLOB')) return 'BLOB';
  return /REAL|FLOA|DOUB/.test(type) ? 'REAL' : 'NUMERIC';
}
