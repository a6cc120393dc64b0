import type Database from 'better-sqlite3';
import { foldName } from '../model/names.js';

/** A table as far as comparing its rows needs it. */
export interface ComparedTable {
  readonly name: string;
  readonly kind: 'table' | 'virtual' | 'shadow';
  /** Stored columns, in order: what is computed from others, and what a virtual table only understands as an argument, is left out. */
  readonly columns: readonly string[];
  /** Columns that find a row: the primary key where there is no rowid, else null. */
  readonly primaryKey: readonly string[] | null;
}

interface ColumnRow {
  readonly name: string;
  readonly hidden: number;
  readonly pk: number;
}

/** The tables of one attached schema by folded name, SQLite's own (`sqlite_schema` too) among them. */
export function comparedTables(db: Database.Database, schema: string): ReadonlyMap<string, ComparedTable> {
  const list = db.prepare("SELECT name, type, wr FROM pragma_table_list WHERE schema = ? AND type IN ('table', 'virtual', 'shadow')");
  const rows = list.all(schema) as { name: string; type: ComparedTable['kind']; wr: number }[];
  return new Map(rows.map(({ name, type, wr }) => [foldName(name), comparedTable(db, schema, { name, kind: type, hasNoRowid: wr === 1 })]));
}

function comparedTable(
  db: Database.Database,
  schema: string,
  { name, kind, hasNoRowid }: { readonly name: string; readonly kind: ComparedTable['kind']; readonly hasNoRowid: boolean },
): ComparedTable {
  const rows = columnsOf(db, schema, name);
  const columns = rows.filter(({ hidden }) => hidden === 0).map((column) => column.name);
  const key = rows.filter(({ pk }) => pk > 0).toSorted((a, b) => a.pk - b.pk);
  return { name, kind, columns, primaryKey: hasNoRowid ? key.map((column) => column.name) : null };
}

/** A virtual table whose module this process does not have has no columns that could be read. */
function columnsOf(db: Database.Database, schema: string, name: string): readonly ColumnRow[] {
  try {
    return db.prepare('SELECT name, hidden, pk FROM pragma_table_xinfo(?, ?)').all(name, schema) as ColumnRow[];
  } catch {
    return [];
  }
}
