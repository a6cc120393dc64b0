import type { Database } from '../config/database.js';
import type { RehearsalMode } from '../config/rehearsal-mode.js';
import type { ErrorReport } from '../kernel/error-report.js';
import type { Driver, Owner } from '../ports/driver.js';
import type { Observer } from '../ports/observer.js';
import type { Rollbacks } from '../ports/rollbacks.js';
import type { Fill, Safety } from '../ports/safety.js';
import type { Consent } from './approval.js';
import type { Target } from '../ports/target.js';
import type { Goal, Plan } from '../plan/plan.js';
import type { RehearsalReport } from '../report/rehearsal-report.js';

/** Where time comes from. */
export interface Clock {
  /** The time of day, for the ledger. */
  now(): Date;
  /** A clock that only goes forward, in ms, for durations. */
  ticks(): number;
}

/** Who runs, for the ledger and for those who wait behind a lock. */
export interface Identity {
  readonly user: string;
  readonly host: string;
  readonly pid: number;
  /** Version of this engine. */
  readonly toolVersion: string;
}

/** What is to be rehearsed. */
export interface Subject {
  readonly database: Database;
  readonly target: Target;
  readonly plan: Plan;
  readonly goal: Goal;
  /** The snapshot to rehearse on; null: a copy of the live file. */
  readonly snapshot: string | null;
}

/** What a rehearsal came to. */
export interface Rehearsed {
  readonly report: RehearsalReport;
  /** Why the plan can't be applied, with the error as it was on the copy; null where it can. */
  readonly error: ErrorReport | null;
}

/** Tries a plan on a copy. Null where there is nothing to try. */
export type Rehearse = (context: RunContext, subject: Subject) => Promise<Rehearsed | null>;

/** What every part of a run needs at hand. */
export interface RunContext {
  readonly driver: Driver;
  /** All configured databases, for requirements that reach across. */
  readonly databases: readonly Database[];
  readonly observer: Observer;
  readonly clock: Clock;
  readonly identity: Identity;
  readonly runId: string;
  /** Who asked for this run and who approved it; null where nobody said. */
  readonly consent: Consent | null;
  readonly safety: Safety | null;
  /** Makes rollbacks for migrations that have none. */
  readonly rollbacks: Rollbacks | null;
  /** Whether somebody said yes to this very run: rows that can't go back may then be kept aside. */
  readonly approved: boolean;
  /** Values for what an old schema asks for and rows written since don't have. */
  readonly fills: readonly Fill[];
  /** Tries each plan before it runs; null where that is not wanted. */
  readonly rehearse: Rehearse | null;
  /** On what; null: as each database is configured. */
  readonly rehearsal: RehearsalMode | null;
  /** Whether a migration that was not shown to come back may not run. */
  readonly requireProof: boolean;
  /** True on a copy: what other databases must have first is taken for granted. */
  readonly isRehearsal: boolean;
  /** False where the file is thrown away: then commits are not synced to the disk. */
  readonly durable: boolean;
  /** Whether this run takes snapshots; false where the user said so. */
  readonly snapshots: boolean;
  /** How long to wait for a lock, in ms. */
  readonly lockTimeoutMs: number;
  /** Aborted: no further migration is begun. */
  readonly signal: AbortSignal | undefined;
  /** Asked after every statement, since no signal is heard while one runs: true undoes the migration that is open and ends the run. */
  readonly stopRequested: () => boolean;
}

/** UTC, ISO 8601 with Z: the one format of times in the ledger. */
export function timestamp({ clock }: Pick<RunContext, 'clock'>): string {
  return clock.now().toISOString();
}

export function owner(context: RunContext): Owner {
  const { identity, runId } = context;
  return { pid: identity.pid, host: identity.host, since: timestamp(context), runId };
}
