import type Database from 'better-sqlite3';

/** A row of sqlite_schema. */
export interface StoredObject {
  /** Its rowid in sqlite_schema: stays when it is renamed or altered, and is given again once it is dropped. */
  readonly id: number;
  readonly type: 'table' | 'index' | 'trigger' | 'view';
  readonly name: string;
  /** The table it belongs to: itself for a table or view. */
  readonly table: string;
  /** 0 for views, triggers and virtual tables. */
  readonly rootPage: number;
  /** The CREATE text, byte for byte as it is stored; null for the index of a constraint. */
  readonly sql: string | null;
}

/** What `PRAGMA table_list` tells of a table. */
export interface TableFacts {
  readonly name: string;
  readonly type: 'table' | 'view' | 'shadow' | 'virtual';
  readonly withoutRowid: boolean;
  readonly strict: boolean;
}

const OBJECTS = `SELECT rowid AS id, type, name, tbl_name AS "table", rootpage AS rootPage, sql FROM main.sqlite_schema
  WHERE rowid > ? AND (type <> 'table' OR name NOT LIKE 'sqlite\\_%' ESCAPE '\\') ORDER BY rowid LIMIT ?`;
const TABLES = `SELECT name, type, wr, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`;

export function readStoredObjects(db: Database.Database, after = 0, most = -1): readonly StoredObject[] {
  return db.prepare(OBJECTS).safeIntegers(false).all(after, most) as StoredObject[];
}

export function readTableFacts(db: Database.Database): readonly TableFacts[] {
  const rows = db.prepare(TABLES).safeIntegers(false).all() as { name: string; type: TableFacts['type']; wr: number; strict: number }[];
  return rows.map(({ name, type, wr, strict }) => ({ name, type, withoutRowid: wr === 1, strict: strict === 1 }));
}
