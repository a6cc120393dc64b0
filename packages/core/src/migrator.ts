import { randomUUID } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
// oxlint-disable-next-line no-restricted-imports -- the default identity, for applications that give none
import { pid } from 'node:process';
import type { Database } from './config/database.js';
import { selectDatabases } from './config/select.js';
import { VERSION } from './kernel/engine-version.js';
import { errorReport } from './kernel/error-report.js';
import { MigrationError } from './kernel/error.js';
import type { Version } from './kernel/version.js';
import type { Driver } from './ports/driver.js';
import type { Observer, RunEvent } from './ports/observer.js';
import type { Safety } from './ports/safety.js';
import type { Goal } from './plan/plan.js';
import { databaseReport } from './report/database-report.js';
import { exitCode } from './report/exit-code.js';
import type { Command, Report } from './report/report.js';
import type { Clock, Identity, RunContext } from './run/context.js';
import { run } from './run/run.js';
import type { Outcome } from './run/run.js';
import type { Approval } from './run/approval.js';
import { survey } from './survey/survey.js';
import { inspect } from './survey/verify.js';

/** What a migrator is made of. */
export interface MigratorParts {
  /** The databases, from `resolveConfig` or `adHocDatabase`. */
  readonly databases: readonly Database[];
  readonly driver: Driver;
  /** Keeps what an up destroys. Absent: destructive runs need a yes, and reports say that nothing is preserved. */
  readonly safety?: Safety | undefined;
  readonly observers?: readonly Observer[] | undefined;
  readonly clock?: Clock | undefined;
  readonly identity?: Partial<Identity> | undefined;
}

/** Which databases a call is about. */
export interface Selection {
  /** Names, aliases, folders, files or globs; none means all. */
  readonly filter?: readonly string[] | undefined;
}

/** How to run `up`, `down`, `goto` and `plan`. */
export interface RunSettings extends Selection, Omit<Goal, 'kind' | 'to'> {
  /** Default `none`: a run that could lose something is refused with CONFIRMATION_REQUIRED. */
  readonly approval?: Approval | undefined;
  /** Plan only. */
  readonly dryRun?: boolean | undefined;
  /** How long to wait for a lock, in ms. Default 60,000. */
  readonly lockTimeoutMs?: number | undefined;
  /** Aborted: no further migration is begun, and the report's error is INTERRUPTED. */
  readonly signal?: AbortSignal | undefined;
  /** Asked after every statement; true undoes the migration that is open and ends the run with INTERRUPTED. */
  readonly stopRequested?: (() => boolean) | undefined;
}

export interface UpSettings extends RunSettings {
  /** Apply up to this version and no further. */
  readonly to?: Version | undefined;
}

/** The engine over a set of databases. Every call returns a report; what goes wrong in a database is in it, not thrown. */
export interface Migrator {
  readonly databases: readonly Database[];
  /** Reads all databases; changes and creates nothing. */
  status(selection?: Selection): Report;
  /** As status, and compares whole schemas, checks integrity, foreign keys and the history's chain. */
  verify(selection?: Selection): Report;
  /** What `up` (or `goto`, where `to` lies below the current version) would do. */
  plan(settings?: UpSettings): Promise<Report>;
  up(settings?: UpSettings): Promise<Report>;
  /** Takes back the newest migration, or all above `to` (`0`: all). */
  down(settings?: UpSettings): Promise<Report>;
  /** Goes up or down until `version` is the newest applied. */
  goto(version: Version, settings?: RunSettings): Promise<Report>;
}

const DEFAULT_LOCK_TIMEOUT_MS = 60_000;

/** Puts an engine together from its parts. */
export function createMigrator(parts: MigratorParts): Migrator {
  const { databases } = parts;
  return {
    databases,
    status: (selection = {}) => look(parts, 'status', selection),
    verify: (selection = {}) => look(parts, 'verify', selection),
    plan: ({ to, ...settings } = {}) => go(parts, 'plan', { kind: to === undefined ? 'up' : 'goto', to }, { ...settings, dryRun: true }),
    up: ({ to, ...settings } = {}) => go(parts, 'up', { kind: 'up', to }, settings),
    down: ({ to, ...settings } = {}) => go(parts, 'down', { kind: 'down', to }, settings),
    goto: (version, settings = {}) => go(parts, 'goto', { kind: 'goto', to: version }, settings),
  };
}

function look(parts: MigratorParts, command: 'status' | 'verify', { filter = [] }: Selection): Report {
  const started = ticks(parts);
  const thorough = command === 'verify';
  return reported(parts, command, null, started, () => {
    const reports = selectDatabases(parts.databases, filter).map((database) => {
      const options = thorough
        ? {
            thorough,
            inspect: (...[view, observation]: Parameters<NonNullable<InspectOption>>) => inspect(view, observation, database.shown),
          }
        : {};
      const seen = survey(parts.driver, database, options);
      return databaseReport({ ...seen, error: seen.folder === null ? seen.error : null });
    });
    return { databases: reports, planHash: null };
  });
}

type InspectOption = NonNullable<Parameters<typeof survey>[2]>['inspect'];

async function go(parts: MigratorParts, command: Command, aim: Pick<Goal, 'kind' | 'to'>, settings: RunSettings): Promise<Report> {
  const started = ticks(parts);
  const context = runContext(parts, settings);
  try {
    const chosen = selectDatabases(parts.databases, settings.filter ?? []);
    if (aim.kind !== 'up' && command !== 'plan') refuseAmbiguous(command, chosen, settings);
    context.observer.emit({ event: 'run-started', runId: context.runId, command, databases: chosen.map(({ name }) => name) });
    const goal: Goal = { ...settings, ...aim };
    const outcome = await run(context, chosen, { goal, dryRun: settings.dryRun ?? false, approval: settings.approval ?? 'none' });
    const report = reported(parts, command, context.runId, started, () => outcome);
    context.observer.emit({ event: 'run-finished', runId: context.runId, ok: report.ok });
    return report;
  } catch (error) {
    return reported(parts, command, context.runId, started, () => {
      throw error;
    });
  }
}

/** "The newest migration" and "version N" mean another thing in each database: going back needs to be told which. */
function refuseAmbiguous(command: Command, chosen: readonly Database[], { filter = [] }: RunSettings): void {
  if (chosen.length < 2 || filter.length > 0) return;
  throw new MigrationError('FILTER_REQUIRED', `"${command}" would go back in ${chosen.length} databases at once.`, {
    hint: `Name them: --filter ${chosen.map(({ name }) => name).join(' --filter ')}.`,
    dataState: 'Nothing was changed.',
  });
}

function reported(parts: MigratorParts, command: Command, runId: string | null, started: number, action: () => Outcome): Report {
  const { outcome, error } = settle(action);
  const bare = {
    schemaVersion: 1 as const,
    command,
    runId,
    error: error === null ? null : errorReport(error),
    planHash: outcome.planHash,
    promises: { snapshot: false, rehearsed: false, preserved: parts.safety !== undefined },
    databases: outcome.databases,
    durationMs: ticks(parts) - started,
  };
  return { ...bare, ok: exitCode(bare) === 0 };
}

function settle(action: () => Outcome): { outcome: Outcome; error: MigrationError | null } {
  try {
    return { outcome: action(), error: null };
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    return { outcome: { databases: [], planHash: null }, error };
  }
}

function runContext(parts: MigratorParts, settings: RunSettings): RunContext {
  return {
    driver: parts.driver,
    databases: parts.databases,
    observer: fanOut(parts.observers ?? []),
    clock: parts.clock ?? SYSTEM_CLOCK,
    identity: { ...systemIdentity(), ...parts.identity },
    runId: randomUUID(),
    safety: parts.safety ?? null,
    lockTimeoutMs: settings.lockTimeoutMs ?? DEFAULT_LOCK_TIMEOUT_MS,
    signal: settings.signal,
    stopRequested: settings.stopRequested ?? (() => false),
  };
}

function fanOut(observers: readonly Observer[]): Observer {
  return { emit: (event: RunEvent) => observers.forEach((observer) => observer.emit(event)) };
}

const SYSTEM_CLOCK: Clock = { now: () => new Date(), ticks: () => performance.now() };

function ticks({ clock = SYSTEM_CLOCK }: MigratorParts): number {
  return clock.ticks();
}

function systemIdentity(): Identity {
  return { user: systemUser(), host: hostname(), pid, toolVersion: VERSION };
}

/** A user without an entry in the system's list (a container's) has no name; that must not end a migration. */
function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
