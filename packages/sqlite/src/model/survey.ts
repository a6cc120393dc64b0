import type { Catalogue, ColumnRow, ForeignKeyRow, KeyRow, ObjectRow, TableRow } from './catalogue.js';
import { foldName } from './names.js';
import { openSpelling } from './spelling.js';
import type { Spelling } from './spelling.js';

/** The catalogue's rows, found by the object they belong to. Keys are folded names. */
export interface Survey {
  readonly tables: ReadonlyMap<string, TableRow>;
  readonly columns: ReadonlyMap<string, readonly ColumnRow[]>;
  /** The key columns of every index of a table, by table. */
  readonly keys: ReadonlyMap<string, readonly KeyRow[]>;
  readonly foreignKeys: ReadonlyMap<string, readonly ForeignKeyRow[]>;
  readonly spelling: Spelling;
}

export function surveyOf(catalogue: Catalogue, objects: readonly ObjectRow[]): Survey {
  const tables = new Map(catalogue.tables.map((table) => [foldName(table.name), table]));
  const columns = byTable(catalogue.columns);
  return {
    tables,
    columns,
    keys: byTable(catalogue.keys),
    foreignKeys: byTable(catalogue.foreignKeys),
    spelling: openSpelling(declaredNames(objects, tables, columns)),
  };
}

// The columns of virtual tables are left out: whether they are known depends on the modules of this connection.
function* declaredNames(
  objects: readonly ObjectRow[],
  tables: ReadonlyMap<string, TableRow>,
  columns: ReadonlyMap<string, readonly ColumnRow[]>,
): Iterable<string> {
  for (const { type, name } of objects) {
    if (type !== 'table' && type !== 'view') continue;
    yield name;
    if (tables.get(foldName(name))?.type !== 'table') continue;
    for (const column of columns.get(foldName(name)) ?? []) yield column.name;
  }
}

function byTable<Row extends { readonly table: string }>(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = foldName(row.table);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}
