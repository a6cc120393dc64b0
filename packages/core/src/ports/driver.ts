import type { Location, SourceText } from '../kernel/location.js';
import type { Version } from '../kernel/version.js';
import type { Caretaker, Contents, SchemaObject } from './care.js';
import type { Row, SqlValue } from './code.js';
import type { SchemaDraft, Drafting } from './declared.js';
import type { HistoryEntry, LedgerReading, LedgerWriter } from './ledger.js';
import type { Lease, Owner, WaitOptions } from './lock.js';
import type { Schema, SchemaDifference } from './schema.js';
import type { SnapshotStore } from './snapshot.js';
import type { Target } from './target.js';
import type { Effect, Intent, Program, Script, Statement } from './script.js';

export type { Lease, Owner, WaitOptions } from './lock.js';
export type { Target } from './target.js';

/** Where temporary copies go, what is free there, and what they may take, in bytes. */
export interface AsideRoom {
  readonly folder: string;
  readonly free: number;
  readonly needed: number;
}

/** Everything that can be read of a database without changing it. Valid only inside `read`, or while its session is open. */
export interface View {
  ledger(): LedgerReading;
  /** The rollback stored with an applied version; null when none was. */
  rollbackSql(version: Version): string | null;
  history(): readonly HistoryEntry[];
  /** A counter that changes with every change of the schema (and only seldom without one). */
  cookie(): number;
  schema(): Schema;
  /** The schema as statements, in an order in which they can be run: the same schema always gives the same order. */
  objects(): readonly SchemaObject[];
  contents(): Contents;
  storedSchema(hash: string): Schema | null;
  /** Those of the effects that would hit a table that exists and has rows. `unparsed` hits whenever any table has rows. */
  effectsOnRows(effects: readonly Effect[]): readonly Effect[];
  /** DELETE statements on tables that others reference with an ON DELETE action. */
  cascadingDeletes(effects: readonly Effect[]): readonly Effect[];
  /**
   * Findings of the database's own integrity check; empty when all is well. `before`: asked of a large database, the statements that are to
   * run, or null where something else is. A large database that they touch little of need not be read from end to end for them: then only its schema is.
   */
  integrity(before?: () => readonly Statement[] | null): readonly string[];
  /** Every row that breaks a foreign key now. */
  foreignKeyViolations(): readonly Violation[];
  /** Size of the file(s) in bytes. */
  size(): number;
  /** Bytes free where it lies; null when the system does not say. */
  freeSpace(): number | null;
  /**
   * What is in the database, wherever its pages lie, in bytes: all of them, and those that hold something. `aside`: what lies in temporary
   * files meanwhile.
   */
  room(): { readonly size: number; readonly used: number; readonly aside: number };
  /** Names and values of the settings that a report should show (journal mode, engine version). */
  settings(): Readonly<Record<string, string>>;
}

/** A row that breaks a foreign key: which child, with which key, misses which parent. */
export interface Violation {
  readonly table: string;
  /** The child's key values as text. */
  readonly key: string;
  readonly parent: string;
  /** The same before and after tables and columns were renamed. */
  readonly identity: string;
}

/** What a statement gave back. `rows` holds at most the first 20. */
export interface StatementResult {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  readonly rowCount: number;
  readonly changes: number;
  /** What a reader should know of how it was run. */
  readonly notice?: string | undefined;
}

/** What a statement with bound values gave back. */
export interface QueryResult {
  readonly rows: readonly Row[];
  readonly changes: number;
}

/** The hands of a run: inside a transaction, or directly on the connection for `Transaction: NO`. */
export interface Executor {
  readonly ledger: LedgerWriter;
  /** Rows written on this connection so far, those of triggers and the engine's own included. */
  readonly rowsWritten: number;
  /**
   * Runs one statement.
   * @throws MigrationError SQL_FAILED, GUARD_FAILED, ASSERT_FAILED, DISK_FULL, DATABASE_LOCKED … with the place in the file.
   */
  execute(statement: Statement): StatementResult;
  /** Runs one statement with its values bound and gives every row. Waits for other writers where no transaction is open. @throws as `execute` */
  query(statement: Statement, values: readonly SqlValue[]): QueryResult;
  /** The rows of a SELECT as they are now, at most `size` at a time; its tables may be written between two pages. @throws as `execute` */
  pages(statement: Statement, values: readonly SqlValue[], size: number): Iterable<readonly Row[]>;
  /** Whether a transaction is open now: SQLite ends one by itself after some errors. */
  readonly inTransaction: boolean;
  /** Violations in those tables that take part in a foreign key with one of `mentions`. */
  violations(mentions: ReadonlySet<string>): readonly Violation[];
  cascadingDeletes(effects: readonly Effect[]): readonly Effect[];
  cookie(): number;
  schema(): Schema;
}

/** How to hold a transaction. */
export interface TransactOptions {
  /** Whether foreign keys are enforced while it runs; set before it begins, put back after it ended. */
  readonly foreignKeys: boolean;
}

/** A value and for how long the database's write lock was held for it, in ms. */
export interface Held<R> {
  readonly value: R;
  readonly lockMs: number;
}

/** An open connection that may write. */
export interface Session extends View {
  /**
   * Room for temporary copies of the rows that effects hit; null where there is enough in any case, or the system does not say. May take as
   * long as reading these tables.
   */
  asideRoom(effects: readonly Effect[]): AsideRoom | null;
  /**
   * Runs the body in one transaction that holds the write lock from its start: all of it or nothing.
   * The body is synchronous: nothing is awaited inside. Waiting for the lock is asynchronous and ends with DATABASE_LOCKED.
   */
  transact<R>(options: TransactOptions, body: (tx: Executor) => R): Promise<Held<R>>;
  /** The connection without a transaction of ours. */
  readonly direct: Executor;
  /** Whether a transaction (a script's own) is open now. */
  readonly inTransaction: boolean;
  /** Runs a body on the connection with foreign keys set for its length. For `Transaction: NO`. */
  unwrapped<R>(options: TransactOptions, body: (executor: Executor) => Promise<R>): Promise<R>;
  close(): void;
}

/** How to open a session. */
export interface OpenOptions extends WaitOptions {
  /** Create the database when it is missing (its folder must exist). */
  readonly create: boolean;
  /** Whether a commit must outlive a power cut; default true. Not asked for where nobody would miss the file: a copy to try things on. */
  readonly durable?: boolean | undefined;
}

/** One database engine: reading scripts, and everything that touches a connection. */
export interface Driver {
  /** `sqlite`, … for messages. */
  readonly name: string;
  /**
   * Where a configured location points.
   * @throws MigrationError LOCATION_UNSUPPORTED for another engine's URL.
   */
  target(location: string, options: { readonly shown: string; readonly ledgerTable: string }): Target;
  /** @throws MigrationError SCRIPT_INCOMPLETE where a string, comment or trigger never ends. */
  parse(source: SourceText): Script;
  /** Judges a script for one migration. Never throws for what is wrong with it: see `problems`. */
  compile(script: Script, intent: Intent): Program;
  /**
   * Opens the database for reading, runs the body and closes it. Changes no content and leaves no file behind.
   * @throws MigrationError DATABASE_MISSING, NOT_A_DATABASE, DATABASE_LOCKED, DATABASE_UNREADABLE, DATABASE_DAMAGED.
   */
  read<R>(target: Target, body: (view: View) => R): R;
  /**
   * Checks that a session could be opened where the target points, without creating anything.
   * @throws MigrationError DIRECTORY_MISSING, NOT_A_DATABASE, …
   */
  probe(target: Target): 'missing' | 'empty' | 'present';
  /** @throws MigrationError RUNNER_LOCKED when the wait ran out. */
  lock(target: Target, owner: Owner, options: WaitOptions): Promise<Lease>;
  open(target: Target, options: OpenOptions): Promise<Session>;
  /** Bytes free where the target lies; null when the system does not say. */
  freeSpace(target: Target): number | null;
  compareSchemas(expected: Schema, found: Schema): readonly SchemaDifference[];
  /**
   * Writes the migration from a migrated schema to a declared one.
   * @throws MigrationError USAGE for a rename that does not fit, DECLARATIONS_UNREADABLE where the declared script does not run
   */
  draft(drafting: Drafting): SchemaDraft;
  readonly care: Caretaker;
  /** Null where this engine has no way to copy a live database whole. */
  readonly snapshots: SnapshotStore | null;
}

/** Where a statement of an effect stands, in one line: `file:line:column`. */
export function place(location: Location): string {
  return `${location.file}:${location.line}:${location.column}`;
}
