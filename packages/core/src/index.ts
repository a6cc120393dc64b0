export { MigrationError, toMigrationError } from './kernel/error.js';
export type { ErrorDetails } from './kernel/error.js';
export { ERROR_KINDS } from './kernel/error-codes.js';
export type { ErrorCode, ErrorKind } from './kernel/error-codes.js';
export { locate } from './kernel/location.js';
export type { Location, SourceText } from './kernel/location.js';
export { compareVersions, isVersion, sameVersion, versionKey } from './kernel/version.js';
export type { Version } from './kernel/version.js';
export type { Caretaker, Contents, Finding, LeavesOut, RowColumn, SchemaObject, TableRows } from './ports/care.js';
export type {
  Declarations,
  Declared,
  DeclaredNote,
  DeclaredScript,
  DraftedChange,
  Drafting,
  Renaming,
  SchemaDraft,
} from './ports/declared.js';
export { place } from './ports/driver.js';
export type {
  AsideRoom,
  Driver,
  Executor,
  Held,
  Lease,
  OpenOptions,
  Owner,
  QueryResult,
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
export type { Discrepancy, Draft, Playable, Reversal, Rollbacks, Study, TrialOptions, Verdict } from './ports/rollbacks.js';
export type { Conflict, Fill, Guard, Guarded, Kept, KeptItem, Preserved, PruneChoice, Returned, Safety, Sealed } from './ports/safety.js';
export type { RehearsalMode } from './config/rehearsal-mode.js';
export type { RehearsalEstimate, RehearsalReport, RehearsalSample, RehearsedStep } from './report/rehearsal-report.js';
export type {
  BrokenSnapshot,
  ContentDifference,
  OnProgress,
  Restoration,
  RestoreOptions,
  CopyEstimate,
  Sample,
  SampledTable,
  ScratchCopy,
  ScratchSource,
  Snapshot,
  SnapshotManifest,
  SnapshotOptions,
  SnapshotReason,
  SnapshotStore,
  TableChange,
} from './ports/snapshot.js';
export type { Schema, SchemaDifference } from './ports/schema.js';
export type { CommentLine, Direction, Effect, Intent, Program, Script, Statement, StatementRole } from './ports/script.js';
export { CHAIN_START, chainHash, findBreak } from './ledger/chain.js';
export { defineMigration } from './code/define.js';
export { sql } from './code/sql.js';
export type { SqlPart } from './code/sql.js';
export { CODE_MARK } from './ports/code.js';
export type {
  CodeLoader,
  CodeModule,
  CodeOrigin,
  EachOptions,
  MigrationContext,
  MigrationDefinition,
  RollbackDefinition,
  Row,
  SqlQuery,
  SqlValue,
} from './ports/code.js';
export { FORMATS } from './files/formats/format.js';
export type { FormatName } from './files/formats/format.js';
export { defineConfig } from './config/define.js';
export { extendOf } from './config/resolve.js';
export type { Extend, Extensible, SqlAggregateOptions, SqlFunction, SqlFunctionOptions } from './config/extend.js';
export type { BotDefinition, DatabaseDefinition, MigrationsConfig } from './config/define.js';
export type { Database } from './config/database.js';
export { adHocDatabase, resolveConfig } from './config/resolve.js';
export type { Surroundings } from './config/resolve.js';
export { orderDatabases, selectDatabases } from './config/select.js';
export { createMigrator } from './migrator/migrator.js';
export { VERSION } from './kernel/engine-version.js';
export type { Migrator } from './migrator/migrator.js';
export type { MigratorParts, RunSettings, Selection, UpSettings, WriteSettings } from './migrator/parts.js';
export type { Pruned, PruneSettings } from './migrator/prune.js';
export type { ResultReport } from './migrator/reported.js';
export { createKeeper } from './migrator/keeper.js';
export type { CheckReport, DumpResult, DumpSettings, GeneratedProven, Keeper } from './migrator/keeper.js';
export type { GenerateSettings, ProveSettings, RollbackCommands, RollbackSelection } from './migrator/rollback-commands.js';
export type { GeneratedRollback } from './rollbacks/generate.js';
export type { ProvenRollback } from './rollbacks/prove.js';
export type { Generated, GenerateOptions } from './authoring/generate.js';
export { renamingText } from './authoring/decide-renames.js';
export type { Introspected } from './authoring/introspect.js';
export type { NewMigration, NewMigrationOptions } from './authoring/new-migration.js';
export type { Squash } from './authoring/squash.js';
export type { Created, Dropped } from './care/create-drop.js';
export type { Written } from './care/dump.js';
export type { Health } from './care/doctor.js';
export type { SnapshotChange, SnapshotList, Snapshots } from './migrator/snapshots.js';
export { assertSchema } from './application/assert-schema.js';
export type { SchemaRequirements } from './application/assert-schema.js';
export { migrateAtStart } from './application/migrate-at-start.js';
export type { StartOptions } from './application/migrate-at-start.js';
export type { Baseline } from './maintenance/baseline.js';
export type { History } from './maintenance/history.js';
export type { RepairResult } from './maintenance/repair-run.js';
export { decode } from './files/text.js';
export { objectSource } from './files/object-source.js';
export { exitCode } from './report/exit-code.js';
export type { ExitOptions } from './report/exit-code.js';
export { errorReport, reportedError } from './kernel/error-report.js';
export type { ErrorReport } from './kernel/error-report.js';
export type {
  AppliedReport,
  Command,
  DatabaseReport,
  PendingReport,
  PreservedReport,
  PlannedReport,
  ProblemReport,
  Promises,
  RanReport,
  Reason,
  Report,
} from './report/report.js';
export { STATES } from './plan/state.js';
export type { RollbackSource } from './plan/plan.js';
export type { DatabaseState } from './plan/state.js';
export type { Consent } from './run/approval.js';
export type { Clock, Identity } from './run/context.js';
export { conflictText, keptText } from './run/sealed.js';
export { HEADER_KEYS } from './files/header.js';
export { folderSource } from './files/source.js';
export type { Listing, MigrationSource, RawFile } from './files/source.js';
export { serveEngine } from './remote/serve.js';
export { startEngine } from './remote/start.js';
export type { Engine, EngineOptions } from './remote/start.js';
export { eventQueue } from './remote/event-queue.js';
export type { EventQueue } from './remote/event-queue.js';
