/**
 * What kind of trouble a code stands for. It decides the exit code of the command line:
 * failed 1, drift 3, locked 4, refused 5, unusable 6, usage 64, bug 70, interrupted 130.
 */
export type ErrorKind = 'failed' | 'drift' | 'locked' | 'refused' | 'unusable' | 'usage' | 'bug' | 'interrupted';

/** Every code this engine can give, with its kind. The codes are stable; docs/errors.md explains each. */
export const ERROR_KINDS = {
  // Migration files
  FOLDER_MISSING: 'refused',
  FILE_NAME_INVALID: 'refused',
  FILE_KIND_UNSUPPORTED: 'refused',
  FILE_UNREADABLE: 'refused',
  ENCODING_INVALID: 'refused',
  VERSION_DUPLICATE: 'refused',
  ROLLBACK_DUPLICATE: 'refused',
  ROLLBACK_ORPHAN: 'refused',
  HEADER_KEY_UNKNOWN: 'refused',
  HEADER_KEY_REPEATED: 'refused',
  HEADER_VALUE_INVALID: 'refused',
  HEADER_MISMATCH: 'refused',
  DATABASE_MISMATCH: 'refused',
  // Scripts
  SCRIPT_INCOMPLETE: 'refused',
  STATEMENT_REFUSED: 'refused',
  LEDGER_WRITE_REFUSED: 'refused',
  ASSERT_MISPLACED: 'refused',
  DIRECTIVE_UNSUPPORTED: 'refused',
  CODE_INVALID: 'refused',
  CODE_NOT_PORTABLE: 'refused',
  // Planning
  VERSION_GAP: 'refused',
  OUT_OF_ORDER: 'refused',
  VERSION_UNKNOWN: 'refused',
  REQUIRES_UNMET: 'refused',
  CASCADE_DELETE: 'refused',
  CONFIRMATION_REQUIRED: 'refused',
  IRREVERSIBLE: 'refused',
  ROLLBACK_MISSING: 'refused',
  ROLLBACK_CHANGED: 'drift',
  INTERRUPTED_MIGRATION: 'failed',
  LAST_RUN_FAILED: 'failed',
  SINGLE_TRANSACTION_IMPOSSIBLE: 'refused',
  PLAN_CHANGED: 'refused',
  NOT_RUN: 'refused',
  // Ledger and drift
  FOREIGN_LEDGER: 'refused',
  LEDGER_INVALID: 'refused',
  CHANGED_FILE: 'drift',
  MISSING_FILE: 'drift',
  DRIFTED: 'drift',
  HISTORY_BROKEN: 'drift',
  UNVERIFIABLE: 'drift',
  AHEAD_OF_CODE: 'unusable',
  SCHEMA_TOO_OLD: 'unusable',
  SCHEMA_TOO_NEW: 'unusable',
  BASELINE_REFUSED: 'refused',
  BASELINE_DIFFERS: 'refused',
  // Running
  SQL_FAILED: 'failed',
  GUARD_FAILED: 'failed',
  ASSERT_FAILED: 'failed',
  MIGRATION_CODE_FAILED: 'failed',
  MIGRATION_CODE_ASYNC: 'failed',
  TRANSACTION_LEFT_OPEN: 'failed',
  FOREIGN_KEY_VIOLATION: 'failed',
  DISK_FULL: 'failed',
  // Databases
  RUNNER_LOCKED: 'locked',
  DATABASE_LOCKED: 'locked',
  DATABASE_MISSING: 'unusable',
  DIRECTORY_MISSING: 'unusable',
  NOT_A_DATABASE: 'unusable',
  DATABASE_DAMAGED: 'unusable',
  DATABASE_UNREADABLE: 'unusable',
  DATABASE_READ_ONLY: 'unusable',
  DISK_SPACE_LOW: 'refused',
  SNAPSHOT_UNSUPPORTED: 'refused',
  SNAPSHOT_MISSING: 'refused',
  SNAPSHOT_BROKEN: 'refused',
  SNAPSHOT_PAGE_SIZE: 'refused',
  LOCATION_UNSUPPORTED: 'usage',
  // Configuration and use
  CONFIG_NOT_FOUND: 'usage',
  CONFIG_INVALID: 'usage',
  FILTER_UNMATCHED: 'usage',
  FILTER_REQUIRED: 'refused',
  USAGE: 'usage',
  INTERRUPTED: 'interrupted',
  ENGINE_DIED: 'failed',
  INTERNAL: 'bug',
} as const satisfies Record<string, ErrorKind>;

/** A stable error code, such as `CHANGED_FILE`. */
export type ErrorCode = keyof typeof ERROR_KINDS;
