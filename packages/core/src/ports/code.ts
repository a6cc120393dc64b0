import type { Location } from '../kernel/location.js';

/** A value as a database holds it. Integers are numbers up to 2^53 and bigint beyond; blobs are Uint8Array. */
export type SqlValue = null | number | bigint | string | Uint8Array;

/** A row by column name. */
export type Row = Readonly<Record<string, SqlValue>>;

/** SQL with a `?` for each value that is bound to it. Made with the `sql` tag. */
export interface SqlQuery {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/** How `m.each` goes through its rows. */
export interface EachOptions {
  /** Rows held in memory at a time; default 1000. */
  readonly batch?: number;
}

/**
 * What a migration written as code works with. Everything is done when the call returns; nothing may be awaited. A statement that fails
 * throws; where that is caught, the migration goes on without it.
 */
export interface MigrationContext {
  /** Runs one statement. */
  run(query: SqlQuery): { readonly changes: number };
  /** Every row, in memory. The names of the columns must differ. */
  all<T = Row>(query: SqlQuery): T[];
  /** The first row. */
  // oxlint-disable-next-line no-unnecessary-type-parameters -- the caller says what its rows are, as with `all`
  get<T = Row>(query: SqlQuery): T | undefined;
  /** Runs plain statements as an SQL migration does: guards and asserts count, a SELECT's rows become a notice. */
  exec(text: string): void;
  /**
   * Calls `body` with each row of a SELECT, as the rows are when it begins, holding a batch of them in memory: the body may write to
   * the same tables. Gives how many there were.
   */
  // oxlint-disable-next-line no-unnecessary-type-parameters -- the caller says what its rows are, as with `all`
  each<T = Row>(query: SqlQuery, body: (row: T) => void, options?: EachOptions): number;
  /** Tells those who watch how far it has come. */
  progress(done: number, total: number): void;
  /** A line for the reader, kept in the report. */
  notice(text: string): void;
  /** Stops the migration unless the first value of the query's first row is true. */
  check(query: SqlQuery, message: string): void;
}

interface CodeSettings {
  /** Stored in the ledger and shown in plans. */
  readonly description?: string;
  /** Default true. False: every statement is committed by itself, and a run that is broken off begins again from the start. */
  readonly transaction?: boolean;
  /** Whether foreign keys are enforced while it runs; default false. */
  readonly foreignKeys?: boolean;
  /** Migrations that must be applied before: `003`, `central/003`. */
  readonly requires?: string | readonly string[];
}

/** What `NNN_name.ts` exports. `up` and `down` are synchronous. */
export interface MigrationDefinition extends CodeSettings {
  readonly up: (m: MigrationContext) => void;
  readonly down?: (m: MigrationContext) => void;
  /** False: `down` refuses. Default true. */
  readonly reversible?: boolean;
}

/** What `rollback/NNN_rollback_name.ts` exports. */
export interface RollbackDefinition extends CodeSettings {
  readonly up?: undefined;
  readonly down: (m: MigrationContext) => void;
}

/** Where code comes from. */
export interface CodeOrigin {
  /** For messages: the path as a user would type it, or what stands for it. */
  readonly shown: string;
  /** The absolute path, from which packages are found; null for code that is kept in a ledger. */
  readonly path: string | null;
}

/** Code that was compiled and run once, so that it has exported what it exports. */
export interface CodeModule {
  /** Its default export, or what a CommonJS module exports. */
  readonly exported: unknown;
  /** Packages it imports, but for the engine's own and Node's: without them it can't be run again from a ledger. */
  readonly packages: readonly string[];
  /** The innermost place in the sources that an error's stack names; null where it names none. */
  locate(error: unknown): Location | null;
}

/** How a text of `CodeLoader.read` begins, as a comment of SQL. */
export const CODE_MARK = '-- zepix:code ';

/** Reads and runs migrations that are written as code. A part of its own, so that who has none needs no compiler. */
export interface CodeLoader {
  /**
   * A file together with every local file that it imports, as one text that begins with `CODE_MARK`: what is hashed, stored in the
   * ledger and handed to `load`. Runs nothing. @throws FILE_UNREADABLE, ENCODING_INVALID
   */
  read(path: string, shown: string): string;
  /** Compiles such a text and runs it. @throws CODE_INVALID, CODE_NOT_PORTABLE */
  load(text: string, origin: CodeOrigin): CodeModule;
}
