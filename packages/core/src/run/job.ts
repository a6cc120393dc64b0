import type { Database } from '../config/database.js';
import type { ReadFolder } from '../files/folders.js';
import { doneWith } from '../files/replaces.js';
import type { Folder } from '../files/folder.js';
import { MigrationError } from '../kernel/error.js';
import { versionKey } from '../kernel/version.js';
import type { Version } from '../kernel/version.js';
import type { OpenOptions, Session, Target, WaitOptions } from '../ports/driver.js';
import { makePlan } from '../plan/make.js';
import { NOTHING, observe } from '../plan/observe.js';
import type { Goal, Plan } from '../plan/plan.js';
import { judge } from '../plan/standing.js';
import type { Standing } from '../plan/standing.js';
import { attempt, survey, targetOf, unusable } from '../survey/survey.js';
import type { Survey } from '../survey/survey.js';
import type { RunContext } from './context.js';

/** One database of a run: read, opened and planned. */
export interface Job {
  readonly survey: Survey;
  readonly target: Target;
  /** Null while the database does not exist. */
  readonly session: Session | null;
  readonly plan: Plan;
}

/** A database that keeps the run from starting. */
export interface Refused {
  readonly survey: Survey;
  readonly plan: Plan | null;
  readonly error: MigrationError;
}

/** A database whose folder was read and whose place was looked at, before any lock is taken. */
export interface Candidate {
  readonly database: Database;
  readonly target: Target;
  readonly folder: Folder;
}

/** Reads the folder and looks at the place of a database, without a lock and without changing anything. */
export function examine(context: RunContext, database: Database, goal: Goal, read: ReadFolder): Candidate | Refused {
  const found = attempt(() => {
    const target = targetOf(context.driver, database);
    const folder = read(database.source);
    const present = context.driver.probe(target);
    if (present === 'missing' && goal.kind === 'down') throw nothingThere(database);
    return { database, target, folder };
  });
  if (!(found instanceof MigrationError)) return found;
  return { survey: refusedSurvey(context, database, found), plan: null, error: found };
}

function refusedSurvey(context: RunContext, database: Database, error: MigrationError): Survey {
  const seen = survey(context.driver, database);
  return seen.error?.code === error.code ? seen : unusable(database, seen.folder, error);
}

/** Opens the database (if it exists), reads its ledger under the lock that is held, and plans. */
export async function prepare(context: RunContext, candidate: Candidate, goal: Goal, planned: readonly Job[]): Promise<Job | Refused> {
  const { database, target, folder } = candidate;
  const session = await open(context, database, target);
  if (session instanceof MigrationError) return { survey: unusable(database, folder, session), plan: null, error: session };
  try {
    const observation = session === null ? NOTHING : observe(session, context.driver);
    const judged = judge(folder, observation, database.shown);
    const standing: Standing = session === null ? { ...judged, state: 'missing' } : judged;
    const fulfilled = (name: string | null, version: Version): boolean | null => isFulfilled(context, planned, name, version);
    const preserves = context.safety !== null;
    const kept = session === null || context.safety === null ? [] : context.safety.preserved(session);
    const ofUps = new Set(kept.filter(({ direction }) => direction === 'up').map(({ version }) => versionKey(version)));
    const preserved = (version: Version): boolean => ofUps.has(versionKey(version));
    const plan = makePlan({
      driver: context.driver,
      database,
      folder,
      observation,
      standing,
      view: session,
      goal,
      preserves,
      preserved,
      fulfilled,
    });
    return { survey: { database, folder, observation, standing, error: null }, target, session, plan };
  } catch (error) {
    session?.close();
    if (!(error instanceof MigrationError)) throw error;
    return { survey: unusable(database, folder, error), plan: null, error };
  }
}

/** How to open a database for a run. */
export function opening(context: RunContext, database: string, create: boolean): OpenOptions {
  return { create, durable: context.durable, ...waiting(context, database) };
}

/** How to wait for other writers, telling the observers. */
export function waiting({ lockTimeoutMs, signal, observer }: RunContext, database: string): WaitOptions {
  return { timeoutMs: lockTimeoutMs, signal, onWait: (_, waitedMs) => observer.emit({ event: 'write-waiting', database, waitedMs }) };
}

async function open(context: RunContext, { name }: Database, target: Target): Promise<Session | null | MigrationError> {
  try {
    if (context.driver.probe(target) === 'missing') return null;
    return await context.driver.open(target, opening(context, name, false));
  } catch (error) {
    if (error instanceof MigrationError) return error;
    throw error;
  }
}

/** Whether another database's migration is applied, or comes earlier in this run. */
function isFulfilled(context: RunContext, planned: readonly Job[], name: string | null, version: Version): boolean | null {
  if (context.isRehearsal) return true;
  const wanted = name?.toLowerCase() ?? '';
  const job = planned.find(({ survey: { database } }) => database.names.has(wanted));
  if (job) return isDone(job.survey, [...job.survey.standing.applied, ...job.plan.steps], version);
  const database = context.databases.find(({ names }) => names.has(wanted));
  if (database === undefined) return null;
  const seen = survey(context.driver, database);
  return isDone(seen, seen.standing.applied, version);
}

function isDone({ folder }: Survey, applied: readonly { readonly version: Version }[], version: Version): boolean {
  const versions = applied.map((one) => one.version);
  return doneWith(folder?.migrations ?? [], versions).has(versionKey(version));
}

function nothingThere({ shown }: Database): MigrationError {
  return new MigrationError('DATABASE_MISSING', `There is no database at ${shown}, so nothing can be taken back.`, {
    hint: 'Check the path in the config, or create the database with "up".',
    dataState: 'Nothing was changed.',
  });
}
