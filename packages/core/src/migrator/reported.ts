import { errorReport } from '../kernel/error-report.js';
import type { ErrorReport } from '../kernel/error-report.js';
import { MigrationError } from '../kernel/error.js';
import { exitCode } from '../report/exit-code.js';
import type { DatabaseReport, Report } from '../report/report.js';
import { SYSTEM_CLOCK } from './context.js';
import type { MigratorParts } from './parts.js';

/** A report without its result, or with one: what `history`, `baseline` and `repair` found or did. */
export interface ResultReport<R> extends Report {
  /** Null when `error` says why there is none. With CONFIRMATION_REQUIRED it is what would be done. */
  readonly result: R | null;
}

/** What an action came to, besides its result. */
export interface Reported<R> {
  readonly databases: readonly DatabaseReport[];
  readonly planHash: string | null;
  readonly result: R;
  /** Set where the result is only what would be done, for want of a yes. */
  readonly unconfirmed?: MigrationError | null;
  /** Whether a snapshot is taken of every database before it is changed. */
  readonly snapshot?: boolean;
  /** Whether every plan was tried on a copy. */
  readonly rehearsed?: boolean;
}

/** Runs an action and reports it; what it throws of ours becomes the report's error. Anything else is a bug and is thrown. */
export async function reported<R>(
  parts: MigratorParts,
  command: string,
  runId: string | null,
  action: () => Reported<R> | Promise<Reported<R>>,
): Promise<ResultReport<R>> {
  const started = ticks(parts);
  try {
    const { databases, planHash, result, snapshot = false, rehearsed = false, unconfirmed = null } = await action();
    const bare = shell(parts, command, runId);
    const error = unconfirmed === null ? null : errorReport(unconfirmed);
    return judged({
      ...bare,
      error,
      promises: { ...bare.promises, snapshot, rehearsed },
      databases,
      planHash,
      result,
      durationMs: ticks(parts) - started,
    });
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    return judged({ ...shell(parts, command, runId), error: errorReport(error), result: null, durationMs: ticks(parts) - started });
  }
}

/** As `reported`, for what is done at once. */
export function reportedNow(parts: MigratorParts, command: string, action: () => readonly DatabaseReport[]): Report {
  const started = ticks(parts);
  try {
    return judged({ ...shell(parts, command, null), databases: action(), durationMs: ticks(parts) - started });
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    return judged({ ...shell(parts, command, null), error: errorReport(error), durationMs: ticks(parts) - started });
  }
}

function shell(parts: MigratorParts, command: string, runId: string | null) {
  return {
    schemaVersion: 1 as const,
    command,
    runId,
    error: null as ErrorReport | null,
    planHash: null,
    promises: { snapshot: false, rehearsed: false, preserved: parts.safety !== undefined },
    databases: [],
  };
}

function judged<R extends Omit<Report, 'ok'>>(bare: R): R & { readonly ok: boolean } {
  return { ...bare, ok: exitCode(bare) === 0 };
}

function ticks({ clock = SYSTEM_CLOCK }: MigratorParts): number {
  return clock.ticks();
}

/** The error of a call that showed what it would do, and needs a yes to do it. */
export function needsYes(what: string): MigrationError {
  return new MigrationError('CONFIRMATION_REQUIRED', `${what} needs a yes.`, {
    hint: 'Look at what would be done, then add --yes.',
    dataState: 'Nothing was changed.',
  });
}
