import type Database from 'better-sqlite3';
import type { Effect, Violation } from '@zepix/migrations-core';
import { sqliteCode } from '../connection/errors.js';
import { schemaCookie } from '../connection/prepared.js';

/** One foreign key: a child's columns, its parent, and what deleting a parent row does. */
interface Edge {
  readonly child: string;
  readonly id: number;
  readonly parent: string;
  readonly onDelete: string;
  readonly columns: string;
  /** The child's key as an SQL expression that gives text. */
  readonly key: string;
}

const ACTIONS = new Set(['CASCADE', 'SET NULL', 'SET DEFAULT']);

/** Statements that can change which foreign keys there are. */
const MAY_CHANGE_EDGES = /\b(?:references|rename|drop|writable_schema)\b/i;

/**
 * The foreign keys of a database, read once and again only when they may have changed: reading them takes a pass over all tables, and
 * a run of a thousand small migrations would pay for it a thousand times.
 */
export class ForeignKeys {
  readonly #db: Database.Database;
  #edges: readonly Edge[] | null = null;
  #validAt = -1;

  constructor(db: Database.Database) {
    this.#db = db;
  }

  /** Tells of a transaction that was undone: the cookie goes back with it, and may come to mean another schema. */
  undone(): void {
    this.#edges = null;
  }

  /** Tells of a statement that ran on this connection. */
  notice(sql: string): void {
    if (MAY_CHANGE_EDGES.test(sql)) this.#edges = null;
    else this.#validAt = this.#cookie();
  }

  /** Violations in those tables that take part in a foreign key with one of the names. */
  violations(mentions: ReadonlySet<string>): Violation[] {
    const edges = this.#read();
    if (edges.length === 0) return [];
    const all = this.#mayReachFurther(mentions);
    const touched = (name: string): boolean => all || mentions.has(name.toLowerCase());
    return edges.filter(({ child, parent }) => touched(child) || touched(parent)).flatMap((edge) => this.#check(edge));
  }

  allViolations(): Violation[] {
    return this.#read().flatMap((edge) => this.#check(edge));
  }

  /** Those deletes whose table has children with an ON DELETE action, and rows in them for it to act on. */
  cascading(effects: readonly Effect[]): Effect[] {
    if (!effects.some(({ kind }) => kind === 'delete')) return [];
    const acting = this.#read().filter(({ child, onDelete }) => ACTIONS.has(onDelete) && this.#hasRows(child));
    const parents = new Set(acting.map(({ parent }) => parent.toLowerCase()));
    return effects.filter(({ kind, table }) => kind === 'delete' && table !== null && parents.has(table.toLowerCase()));
  }

  #hasRows(table: string): boolean {
    return this.#db.prepare(`SELECT 1 FROM ${quoted(table)} LIMIT 1`).get() !== undefined;
  }

  #read(): readonly Edge[] {
    const cookie = this.#cookie();
    if (this.#edges === null || this.#validAt !== cookie) this.#edges = readEdges(this.#db);
    this.#validAt = cookie;
    return this.#edges;
  }

  #cookie(): number {
    return schemaCookie(this.#db);
  }

  /** A trigger on a table that is written may write any other. */
  #mayReachFurther(mentions: ReadonlySet<string>): boolean {
    const tables = this.#db.prepare("SELECT DISTINCT lower(tbl_name) FROM sqlite_schema WHERE type = 'trigger'").pluck().all() as string[];
    return tables.some((table) => mentions.has(table));
  }

  #check(edge: Edge): Violation[] {
    const { child, id, parent, key } = edge;
    const rows = `SELECT rowid FROM pragma_foreign_key_check(${literal(child)}) WHERE fkid = ${id}`;
    try {
      const rowids = this.#db.prepare(rows).pluck().all();
      if (rowids.length === 0) return [];
      const found = (shown: string, value: string): Violation => ({
        table: child,
        key: `${edge.columns}${shown}`,
        parent,
        identity: `${whose} ${value}`,
      });
      const whose = JSON.stringify([this.#idOf(child), id, this.#idOf(parent)]);
      if (rowids.includes(null)) return rowids.map(() => found(': unknown', ''));
      const keys = this.#db
        .prepare(`SELECT ${key} FROM ${quoted(child)} WHERE rowid IN (${rows})`)
        .pluck()
        .all() as string[];
      return keys.map((value) => found(` = ${value}`, value));
    } catch (error) {
      if (sqliteCode(error) === null) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      return [{ table: child, key: `${edge.columns}: ${reason}`, parent, identity: `${child} ${id} ${reason}` }];
    }
  }

  /** The row of a table in sqlite_schema, which stays when it is renamed; the name of one that is not there. */
  #idOf(table: string): unknown {
    const row = this.#db.prepare(`SELECT rowid FROM sqlite_schema WHERE type = 'table' AND lower(name) = lower(?)`).pluck().get(table);
    return row === undefined ? table.toLowerCase() : String(row);
  }
}

function readEdges(db: Database.Database): Edge[] {
  const sql = `
    SELECT s.name AS child, f.id AS id, f."table" AS parent, f.on_delete AS onDelete, f."from" AS column
    FROM sqlite_schema AS s, pragma_foreign_key_list(s.name) AS f
    WHERE s.type = 'table' AND s.sql LIKE '%references%'
    ORDER BY s.rowid, f.id, f.seq`;
  const rows = db.prepare(sql).all() as { child: string; id: number; parent: string; onDelete: string; column: string }[];
  const groups = new Map<string, typeof rows>();
  for (const row of rows) groups.set(`${row.child}\0${row.id}`, [...(groups.get(`${row.child}\0${row.id}`) ?? []), row]);
  return [...groups.values()].map((columns) => {
    const [first] = columns as [(typeof rows)[number]];
    const names = columns.map(({ column }) => column);
    return { ...first, columns: names.join(', '), key: names.map((name) => `quote(${quoted(name)})`).join(` || ', ' || `) };
  });
}

/** An identifier as SQL. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
