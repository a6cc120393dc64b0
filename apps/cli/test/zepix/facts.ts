import type Database from 'better-sqlite3';
import type { ExpectedTable } from './expectations.js';

/** Names of the tables that are not the engine's nor SQLite's, nor made by a migration for its own way back. */
export function tablesOf(db: Database.Database): readonly string[] {
  const sql = String.raw`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND name NOT LIKE 'schema\_migrations%' ESCAPE '\' AND name NOT LIKE '\_zepix\_%' ESCAPE '\' ORDER BY name`;
  return db.prepare(sql).pluck().all() as string[];
}

/** Views and triggers: the three databases have none. */
export function programsOf(db: Database.Database): readonly unknown[] {
  return db.prepare("SELECT type, name FROM sqlite_schema WHERE type NOT IN ('table', 'index')").raw().all();
}

/** What SQLite itself says of a table, in the form of the expectations; CHECK constraints are tried out instead (see `checks`). */
export function factsOf(db: Database.Database, table: string): Omit<ExpectedTable, 'since' | 'checks'> {
  const sql = db.prepare("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?").pluck().get(table) as string;
  const columns = db.prepare('SELECT name, type, "notnull", dflt_value, pk, hidden FROM pragma_table_xinfo(?)').all(table) as ColumnRow[];
  if (columns.some(({ hidden }) => hidden !== 0)) throw new Error(`${table} has a hidden column`);
  return {
    autoincrement: /\bAUTOINCREMENT\b/i.test(sql),
    columns: columns.map(({ name, type, notnull, dflt_value: value, pk }) => ({
      name,
      type,
      notnull: notnull === 1,
      default: value,
      pk,
      since: '',
    })),
    fks: foreignKeys(db, table),
    ...indexes(db, table),
  };
}

interface ColumnRow {
  readonly name: string;
  readonly type: string;
  readonly notnull: 0 | 1;
  readonly dflt_value: string | null;
  readonly pk: number;
  readonly hidden: number;
}

function foreignKeys(db: Database.Database, table: string): ExpectedTable['fks'] {
  const rows = db.prepare('SELECT "from", "table", "to", on_delete, on_update FROM pragma_foreign_key_list(?) ORDER BY "from"').all(table);
  return (rows as Record<'from' | 'table' | 'to' | 'on_delete' | 'on_update', string>[]).map((row) => ({
    column: row.from,
    table: row.table,
    to: row.to,
    onDelete: row.on_delete,
    onUpdate: row.on_update,
  }));
}

interface IndexRow {
  readonly name: string;
  readonly unique: 0 | 1;
  /** c: CREATE INDEX, u: a UNIQUE constraint, pk: the primary key. */
  readonly origin: 'c' | 'u' | 'pk';
}

function indexes(db: Database.Database, table: string): Pick<ExpectedTable, 'uniques' | 'indexes'> {
  const all = db.prepare('SELECT name, "unique", origin FROM pragma_index_list(?) ORDER BY seq DESC').all(table) as IndexRow[];
  const columns = ({ name }: IndexRow): string[] =>
    db.prepare('SELECT name FROM pragma_index_info(?) ORDER BY seqno').pluck().all(name) as string[];
  return {
    uniques: all.filter(({ origin }) => origin === 'u').map(columns),
    indexes: all
      .filter(({ origin }) => origin === 'c')
      .map((row) => ({ name: row.name, columns: columns(row), unique: row.unique === 1, where: condition(db, row.name), since: '' })),
  };
}

function condition(db: Database.Database, index: string): string | null {
  const sql = db.prepare("SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = ?").pluck().get(index) as string;
  return /\bWHERE\s+(.*)$/is.exec(sql)?.[1]?.replaceAll(/\s+/g, ' ').trim() ?? null;
}
