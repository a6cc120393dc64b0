import type Database from 'better-sqlite3';
import { MigrationError } from '@zepix/migrations-core';
import type {
  Effect,
  Executor,
  LedgerWriter,
  QueryResult,
  Row,
  Schema,
  SqlValue,
  Statement,
  StatementResult,
  Violation,
} from '@zepix/migrations-core';
import { schemaCookie, value } from '../connection/prepared.js';
import type { SqliteLedgerWriter } from '../ledger/write.js';
import { RAISE_FUNCTION } from '../script/index.js';
import { GuardFailure, statementError } from './statement-error.js';
import type { ForeignKeys } from './foreign-keys.js';
import { Queries } from './queries.js';
import { settleQuotes } from './quoted-text.js';

/** What an executor shares with its session. */
interface Surroundings {
  readonly db: Database.Database;
  readonly shown: string;
  readonly foreignKeys: ForeignKeys;
  readonly writer: SqliteLedgerWriter;
  readonly schema: () => Schema;
  /** How long a statement outside of a transaction may wait for other writers. */
  readonly timeoutMs: number;
  /** Told before something is done on the connection. */
  readonly outside: () => void;
}

const MOST_ROWS = 20;

/** Runs statements on one connection, inside whatever transaction is open there. */
export class SqliteExecutor implements Executor {
  readonly #around: Surroundings;
  readonly #queries: Queries;

  constructor(around: Surroundings) {
    this.#around = around;
    this.#queries = new Queries(around.db, around.timeoutMs);
  }

  get ledger(): LedgerWriter {
    this.#around.outside();
    return this.#around.writer;
  }

  get rowsWritten(): number {
    return value(this.#around.db, 'SELECT total_changes()') as number;
  }

  execute(statement: Statement): StatementResult {
    const { db, shown, foreignKeys, outside } = this.#around;
    outside();
    return executeOn(db, statement, shown, () => foreignKeys.notice(statement.sql));
  }

  query(statement: Statement, values: readonly SqlValue[]): QueryResult {
    const { shown, foreignKeys, outside } = this.#around;
    outside();
    try {
      const result = this.#queries.run(statement, values);
      foreignKeys.notice(statement.sql);
      return result;
    } catch (error) {
      throw statementError(error, statement, shown);
    }
  }

  *pages(statement: Statement, values: readonly SqlValue[], size: number): Generator<readonly Row[]> {
    const pages = this.#queries.pages(statement, values, size);
    try {
      for (let page = this.#next(pages, statement); page !== null; page = this.#next(pages, statement)) yield page;
    } finally {
      pages.return(undefined);
    }
  }

  get inTransaction(): boolean {
    return this.#around.db.inTransaction;
  }

  /** Only what the database says of the statement is explained as such, not what the reader of the rows throws. */
  #next(pages: Generator<readonly Row[]>, statement: Statement): readonly Row[] | null {
    try {
      const { done, value } = pages.next();
      return done === true ? null : value;
    } catch (error) {
      throw statementError(error, statement, this.#around.shown);
    }
  }

  violations(mentions: ReadonlySet<string>): readonly Violation[] {
    this.#around.outside();
    return this.#around.foreignKeys.violations(mentions);
  }

  cascadingDeletes(effects: readonly Effect[]): readonly Effect[] {
    this.#around.outside();
    return this.#around.foreignKeys.cascading(effects);
  }

  /** The connection, for the workbench alone. */
  get connection(): Database.Database {
    this.#around.outside();
    return this.#around.db;
  }

  cookie(): number {
    this.#around.outside();
    return schemaCookie(this.#around.db);
  }

  schema(): Schema {
    return this.#around.schema();
  }
}

/** Runs a statement on a connection, and `ran` once SQLite took it. @throws MigrationError with the place in the file */
export function executeOn(db: Database.Database, statement: Statement, shown: string, ran = (): void => undefined): StatementResult {
  try {
    const result = statement.quotedText === true ? runSettled(db, statement) : runSql(db, statement.sql);
    ran();
    if (statement.role === 'assert') requireTrue(statement, result);
    return result;
  } catch (error) {
    throw statementError(error, statement, shown);
  }
}

/** Gives scripts their RAISE outside of triggers: SQLite itself allows it only inside one. */
export function registerGuards(db: Database.Database): void {
  db.function(RAISE_FUNCTION, { deterministic: false, directOnly: true }, (kind: unknown, message: unknown) => {
    if (kind === 'IGNORE') return null;
    throw new GuardFailure(String(message));
  });
}

function runSettled(db: Database.Database, { sql, location }: Statement): StatementResult {
  const settled = settleQuotes(db, sql);
  const result = runSql(db, settled.sql);
  const words = settled.words.map((word) => `"${word}"`).join(', ');
  const many = settled.words.length > 1;
  const notice = `${words} on line ${location.line} and below ${many ? 'name no columns and are' : 'names no column and is'} taken for text.`;
  return words === '' ? result : { ...result, notice };
}

function runSql(db: Database.Database, sql: string): StatementResult {
  const prepared = db.prepare(sql);
  if (!prepared.reader) return { columns: [], rows: [], rowCount: 0, changes: prepared.run().changes };
  const columns = prepared.columns().map(({ name }) => name);
  const rows: unknown[][] = [];
  let rowCount = 0;
  for (const row of prepared.raw(true).safeIntegers(true).iterate() as IterableIterator<unknown[]>) {
    rowCount += 1;
    if (rowCount <= MOST_ROWS) rows.push(row);
  }
  return { columns, rows, rowCount, changes: 0 };
}

/** True as SQLite sees it: a number that is not zero. No row is not true. */
function requireTrue({ message, original, location }: Statement, { rows }: StatementResult): void {
  const value = rows[0]?.[0];
  const number = Number.parseFloat(String(value));
  if (!Number.isNaN(number) && number !== 0) return;
  const found = rows.length === 0 ? 'it gave no row' : `it gave ${value === null ? 'NULL' : String(value)}`;
  throw new MigrationError('ASSERT_FAILED', `The migration's own check failed: ${message ?? 'assert'} (${found}).`, {
    location,
    statement: original,
    hint: 'Look at the rows the check is about; the migration does not fit them.',
  });
}
