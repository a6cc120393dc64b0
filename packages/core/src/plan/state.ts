import type { ErrorCode } from '../kernel/error-codes.js';
import type { Problem } from './problem.js';

/** A database's state in one word, from best to worst. A report gives the worst that holds. */
export const STATES = [
  'up-to-date',
  'pending',
  'ahead-of-code',
  'changed-file',
  'missing-file',
  'drifted',
  'failed',
  'locked',
  'foreign-ledger',
  'uninitialised',
  'missing',
  'not-a-database',
] as const;
export type DatabaseState = (typeof STATES)[number];

const STATE_OF_CODE: Partial<Record<ErrorCode, DatabaseState>> = {
  AHEAD_OF_CODE: 'ahead-of-code',
  CHANGED_FILE: 'changed-file',
  MISSING_FILE: 'missing-file',
  FOLDER_MISSING: 'missing-file',
  FILE_UNREADABLE: 'missing-file',
  DRIFTED: 'drifted',
  HISTORY_BROKEN: 'drifted',
  LAST_RUN_FAILED: 'failed',
  INTERRUPTED_MIGRATION: 'failed',
  RUNNER_LOCKED: 'locked',
  DATABASE_LOCKED: 'locked',
  FOREIGN_LEDGER: 'foreign-ledger',
  LEDGER_INVALID: 'foreign-ledger',
  DATABASE_MISSING: 'missing',
  DIRECTORY_MISSING: 'missing',
  NOT_A_DATABASE: 'not-a-database',
  DATABASE_DAMAGED: 'not-a-database',
  DATABASE_UNREADABLE: 'not-a-database',
  DATABASE_READ_ONLY: 'not-a-database',
  LOCATION_UNSUPPORTED: 'not-a-database',
};

/** The state that an error by itself puts a database in; null for errors that say nothing of the database. */
export function stateOf(code: ErrorCode): DatabaseState | null {
  return STATE_OF_CODE[code] ?? null;
}

/** The worst of the given state and those of the problems. */
export function worstState(base: DatabaseState, problems: readonly Problem[]): DatabaseState {
  return problems.reduce<DatabaseState>((worst, { error, severity }) => {
    const state = severity === 'error' ? stateOf(error.code) : null;
    return state !== null && STATES.indexOf(state) > STATES.indexOf(worst) ? state : worst;
  }, base);
}
