import type Database from 'better-sqlite3';

/** What SQLite tells of the main schema, row by row, before anything is interpreted. */
export interface Catalogue {
  readonly objects: readonly ObjectRow[];
  readonly tables: readonly TableRow[];
  readonly columns: readonly ColumnRow[];
  readonly keys: readonly KeyRow[];
  readonly foreignKeys: readonly ForeignKeyRow[];
}

export interface ObjectRow {
  readonly type: 'table' | 'index' | 'trigger' | 'view';
  readonly name: string;
  readonly table: string;
  readonly sql: string | null;
}

export interface TableRow {
  readonly name: string;
  readonly type: 'table' | 'view' | 'shadow' | 'virtual';
  readonly withoutRowid: number;
  readonly strict: number;
}

export interface ColumnRow {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly notNull: number;
  readonly default: string | null;
  readonly primaryKey: number;
  /** 0 ordinary, 1 hidden column of a virtual table, 2 virtual and 3 stored generated. */
  readonly hidden: number;
}

/** One key column of one index, the automatic indexes of constraints included. */
export interface KeyRow {
  readonly table: string;
  readonly index: string;
  readonly unique: number;
  readonly partial: number;
  /** `c` CREATE INDEX, `u` UNIQUE constraint, `pk` primary key. */
  readonly origin: 'c' | 'u' | 'pk';
  /** Null for an expression. */
  readonly column: string | null;
  readonly desc: number;
  readonly collation: string;
}

/** One column pair of one foreign key. The newest declared key of a table has id 0. */
export interface ForeignKeyRow {
  readonly table: string;
  readonly id: number;
  readonly parent: string;
  readonly column: string;
  readonly parentColumn: string | null;
  readonly onUpdate: string;
  readonly onDelete: string;
}

const OBJECTS = `SELECT type, name, tbl_name AS "table", sql FROM main.sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`;
const TABLES = `SELECT name, type, wr AS withoutRowid, strict FROM pragma_table_list WHERE schema = 'main'`;

// The pragmas get the schema's name: without it a temporary table of the same name would answer. Virtual tables are left out,
// because the statement as a whole fails where a module is not available.
const ORDINARY = `main.sqlite_schema AS s`;
const IS_ORDINARY = `s.type = 'table' AND s.rootpage > 0 AND s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`;
const COLUMN_FIELDS = `x.name, x.type, x."notnull" AS "notNull", x.dflt_value AS "default", x.pk AS primaryKey, x.hidden`;
const COLUMNS = `SELECT s.name AS "table", ${COLUMN_FIELDS} FROM ${ORDINARY} CROSS JOIN pragma_table_xinfo(s.name, 'main') AS x
  WHERE ${IS_ORDINARY}`;
const VIRTUAL_COLUMNS = `SELECT :name AS "table", ${COLUMN_FIELDS} FROM pragma_table_xinfo(:name, 'main') AS x`;
const KEYS = `SELECT s.name AS "table", l.name AS "index", l."unique", l.partial, l.origin, x.name AS "column", x."desc", x.coll AS collation
  FROM ${ORDINARY} CROSS JOIN pragma_index_list(s.name, 'main') AS l CROSS JOIN pragma_index_xinfo(l.name, 'main') AS x
  WHERE ${IS_ORDINARY} AND x.key = 1`;
const FOREIGN_KEYS = `SELECT s.name AS "table", k.id, k."table" AS parent, k."from" AS "column", k."to" AS parentColumn,
  k.on_update AS onUpdate, k.on_delete AS onDelete
  FROM ${ORDINARY} CROSS JOIN pragma_foreign_key_list(s.name, 'main') AS k WHERE ${IS_ORDINARY} ORDER BY s.rowid, k.id, k.seq`;

/** Reads the catalogue in one read transaction, so that a change by another connection can't fall in between. */
export function readCatalogue(db: Database.Database): Catalogue {
  const read = (): Catalogue => {
    const tables = all<TableRow>(db, TABLES);
    return {
      objects: all(db, OBJECTS),
      tables,
      columns: [...all<ColumnRow>(db, COLUMNS), ...virtualColumns(db, tables)],
      keys: all(db, KEYS),
      foreignKeys: all(db, FOREIGN_KEYS),
    };
  };
  return db.inTransaction ? read() : db.transaction(read)();
}

function virtualColumns(db: Database.Database, tables: readonly TableRow[]): ColumnRow[] {
  return tables
    .filter((table) => table.type === 'virtual')
    .flatMap(({ name }) => {
      try {
        return db.prepare(VIRTUAL_COLUMNS).safeIntegers(false).all({ name }) as ColumnRow[];
      } catch {
        return []; // Its module is not available here: the CREATE text is all that can be known.
      }
    })
    .filter((column) => column.hidden !== 1);
}

function all<Row>(db: Database.Database, sql: string): Row[] {
  return db.prepare(sql).safeIntegers(false).all() as Row[];
}
