export { MigrationError, toMigrationError } from './kernel/error.js';
export type { ErrorDetails } from './kernel/error.js';
export { ERROR_KINDS } from './kernel/error-codes.js';
export type { ErrorCode, ErrorKind } from './kernel/error-codes.js';
export { locate } from './kernel/location.js';
export type { Location, SourceText } from './kernel/location.js';
export { compareVersions, isVersion, sameVersion, versionKey } from './kernel/version.js';
export type { Version } from './kernel/version.js';
export { place } from './ports/driver.js';
export type {
  Driver,
  Executor,
  Held,
  Lease,
  OpenOptions,
  Owner,
  Session,
  StatementResult,
  Target,
  TransactOptions,
  View,
  Violation,
  WaitOptions,
} from './ports/driver.js';
export type {
  Cursor,
  HistoryEntry,
  HistoryEvent,
  HistoryEventName,
  HistoryHead,
  LedgerEntry,
  LedgerReading,
  LedgerRecord,
  LedgerWriter,
  SchemaBaseline,
} from './ports/ledger.js';
export type { Observer, RunEvent } from './ports/observer.js';
export type { Proof, Rehearsal } from './ports/rehearsal.js';
export type { Effects, Guard, Safety } from './ports/safety.js';
export type { Schema, SchemaDifference } from './ports/schema.js';
export type { CommentLine, Direction, Effect, Intent, Program, Script, Statement, StatementRole } from './ports/script.js';
export { CHAIN_START, chainHash, findBreak } from './ledger/chain.js';
export { defineConfig } from './config/define.js';
export type { DatabaseDefinition, MigrationsConfig } from './config/define.js';
export type { Database } from './config/database.js';
export { adHocDatabase, resolveConfig } from './config/resolve.js';
export type { Surroundings } from './config/resolve.js';
export { orderDatabases, selectDatabases } from './config/select.js';
