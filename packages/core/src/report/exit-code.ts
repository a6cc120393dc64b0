import { ERROR_KINDS } from '../kernel/error-codes.js';
import type { ErrorKind } from '../kernel/error-codes.js';
import { stateOf } from '../plan/state.js';
import type { DatabaseState } from '../plan/state.js';
import type { DatabaseReport, Report } from './report.js';

const EXIT_OF_KIND: Record<ErrorKind, number> = {
  failed: 1,
  drift: 3,
  locked: 4,
  refused: 5,
  unusable: 6,
  usage: 64,
  bug: 70,
  interrupted: 130,
};

const EXIT_OF_STATE: Record<DatabaseState, number> = {
  'up-to-date': 0,
  pending: 0,
  uninitialised: 0,
  'ahead-of-code': 6,
  'changed-file': 3,
  'missing-file': 3,
  drifted: 3,
  failed: 1,
  locked: 4,
  'foreign-ledger': 5,
  missing: 6,
  'not-a-database': 6,
};

/** With several databases the first of these that applies. */
const PRECEDENCE = [130, 70, 64, 1, 4, 3, 6, 5, 2, 0];

/** How `status` and `verify` may judge. */
export interface ExitOptions {
  /** `status --check`: 2 when something is pending. */
  readonly check?: boolean | undefined;
}

/** The exit code of a report, by the table in the README. */
export function exitCode(report: Omit<Report, 'ok'>, options: ExitOptions = {}): number {
  const codes = report.databases.map((database) => databaseExit(report, database, options));
  if (report.error) codes.push(EXIT_OF_KIND[ERROR_KINDS[report.error.code]]);
  return PRECEDENCE.find((code) => codes.includes(code)) ?? 0;
}

function databaseExit({ command }: Omit<Report, 'ok'>, { error, state, problems, pending }: DatabaseReport, options: ExitOptions): number {
  if (error) return EXIT_OF_KIND[ERROR_KINDS[error.code]];
  if (command !== 'status' && command !== 'verify') return 0;
  const worst = EXIT_OF_STATE[state];
  if (worst !== 0) return worst;
  const silent = problems.find(({ code, severity }) => severity === 'error' && stateOf(code) === null);
  if (silent) return EXIT_OF_KIND[ERROR_KINDS[silent.code]];
  return options.check === true && pending.length > 0 ? 2 : 0;
}
