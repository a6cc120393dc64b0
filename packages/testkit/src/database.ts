import { sep } from 'node:path';
import Database from 'better-sqlite3';

/** The journal modes that every behaviour of a live file is tested in. */
export const JOURNAL_MODES = ['delete', 'wal'] as const;
export type JournalMode = (typeof JOURNAL_MODES)[number];

const opened = new Set<Database.Database>();

/** Opens a database, creating it when it is missing (its folder must exist). Closed at the latest with its temporary folder. */
export function openDatabase(file: string, journalMode?: JournalMode): Database.Database {
  const database = new Database(file);
  opened.add(database);
  if (journalMode !== undefined) database.pragma(`journal_mode = ${journalMode}`);
  return database;
}

/** Opens a database, runs the body and closes it again. */
export function inDatabase<R>(file: string, body: (database: Database.Database) => R): R {
  const database = openDatabase(file);
  try {
    return body(database);
  } finally {
    database.close();
    opened.delete(database);
  }
}

/** The rows of a query, each as a list of values. */
export function rowsOf(file: string, sql: string): unknown[] {
  return inDatabase(file, (database) => database.prepare(sql).raw().all());
}

/** One object of a schema, as SQLite keeps it. */
export interface CatalogEntry {
  readonly type: string;
  readonly name: string;
  readonly table: string;
  readonly sql: string | null;
}

/** Everything in a file's schema, sorted by type and name: `catalog` for tests that compare before and after. */
export function sqliteCatalog(file: string): readonly CatalogEntry[] {
  const sql = 'SELECT type, name, tbl_name AS "table", sql FROM sqlite_schema ORDER BY type, name';
  return inDatabase(file, (database) => database.prepare(sql).all() as CatalogEntry[]);
}

/** Closes what is still open below a folder. */
export function closeBelow(folder: string): void {
  for (const database of opened) {
    if (!database.name.startsWith(folder + sep)) continue;
    database.close();
    opened.delete(database);
  }
}
