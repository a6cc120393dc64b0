import type Database from 'better-sqlite3';

import { MigrationError } from '@zepix/migrations-core';
import type { QueryResult, Row, SqlValue, Statement } from '@zepix/migrations-core';

type Prepared = Database.Statement<unknown[], Record<string, unknown>>;

/** Statements with bound values, for migrations that are code: prepared once each, rows as plain values. */
export class Queries {
  readonly #db: Database.Database;
  readonly #timeoutMs: number;
  readonly #prepared = new WeakMap<Statement, Prepared>();
  #pages = 0;

  constructor(db: Database.Database, timeoutMs: number) {
    this.#db = db;
    this.#timeoutMs = timeoutMs;
  }

  run(statement: Statement, values: readonly SqlValue[]): QueryResult {
    const prepared = this.#prepare(statement);
    const bound = values.map(toSql);
    if (!prepared.reader) return { rows: [], changes: this.#patiently(() => prepared.run(...bound).changes) };
    const rows = this.#patiently(() => prepared.all(...bound)).map(toRow);
    return { rows, changes: prepared.readonly ? 0 : this.#changes() };
  }

  /** Puts the rows aside in a temporary table first: SQLite lets nobody write while a SELECT of the same connection is open here. */
  *pages(statement: Statement, values: readonly SqlValue[], size: number): Generator<readonly Row[]> {
    const names = this.#columns(statement);
    this.#pages += 1;
    const table = `temp._zepix_each_${this.#pages}`;
    // Columns without a type keep every value as it is.
    this.#patiently(() =>
      this.#db.exec(`CREATE TEMP TABLE ${table.slice('temp.'.length)} (${names.map((_, index) => `c${index}`).join(', ')})`),
    );
    try {
      const fill = this.#db.prepare(`INSERT INTO ${table} ${statement.sql}\n`);
      this.#patiently(() => fill.run(...values.map(toSql)));
      yield* this.#read(table, names, size);
    } finally {
      // A transaction that SQLite undid by itself took the table with it.
      this.#db.exec(`DROP TABLE IF EXISTS ${table}`);
    }
  }

  *#read(table: string, names: readonly string[], size: number): Generator<readonly Row[]> {
    const columns = names.map((name, index) => `c${index} AS ${quoted(name)}`).join(', ');
    const page = this.#db
      .prepare(`SELECT ${columns} FROM ${table} WHERE rowid > ? AND rowid <= ? ORDER BY rowid`)
      .safeIntegers(true) as Prepared;
    const total = this.#db.prepare(`SELECT coalesce(max(rowid), 0) FROM ${table}`).pluck().get() as number;
    for (let from = 0; from < total; from += size) yield page.all(from, from + size).map(toRow);
  }

  #prepare(statement: Statement): Prepared {
    const known = this.#prepared.get(statement);
    if (known) return known;
    const prepared = this.#db.prepare(statement.sql) as Prepared;
    if (prepared.reader) {
      prepared.safeIntegers(true);
      distinct(prepared, statement);
    }
    this.#prepared.set(statement, prepared);
    return prepared;
  }

  #columns(statement: Statement): readonly string[] {
    const prepared = this.#db.prepare(statement.sql) as Prepared;
    if (prepared.reader && prepared.readonly) return distinct(prepared, statement);
    throw new MigrationError('STATEMENT_REFUSED', 'Only the rows of a SELECT can be gone through.', {
      statement: statement.original,
      hint: 'Write a SELECT; for rows of RETURNING use all().',
    });
  }

  #changes(): number {
    return this.#db.prepare('SELECT changes()').pluck().get() as number;
  }

  /** Without a transaction of ours nobody has waited for other writers yet, and this code can't be left for it: SQLite itself waits. */
  #patiently<R>(action: () => R): R {
    if (this.#db.inTransaction) return action();
    const usual = this.#db.pragma('busy_timeout', { simple: true }) as number;
    this.#db.pragma(`busy_timeout = ${this.#timeoutMs}`);
    try {
      return action();
    } finally {
      this.#db.pragma(`busy_timeout = ${usual}`);
    }
  }
}

/** The names of the columns. @throws STATEMENT_REFUSED where two are the same: in a row by name, one would be lost */
function distinct(prepared: Prepared, { original }: Statement): readonly string[] {
  const names = prepared.columns().map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return names;
  throw new MigrationError('STATEMENT_REFUSED', `It gives two columns named "${twice}".`, {
    statement: original,
    hint: `Name them apart: ${twice} AS another_name.`,
  });
}

/** Whole numbers are bound as integers: a number as it is would be stored as 5.0 where the column does not say otherwise. */
function toSql(value: SqlValue): unknown {
  return Number.isSafeInteger(value) ? BigInt(value as number) : value;
}

function toRow(row: Record<string, unknown>): Row {
  for (const name of Object.keys(row)) row[name] = toValue(row[name]);
  return row as Row;
}

function toValue(value: unknown): SqlValue {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (value instanceof Uint8Array) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return value as SqlValue;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
