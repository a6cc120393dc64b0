import type { Database } from '../config/database.js';
import { orderDatabases } from '../config/select.js';
import { MigrationError } from '../kernel/error.js';
import { sha256 } from '../files/text.js';
import type { Lease } from '../ports/driver.js';
import { observe } from '../plan/observe.js';
import type { Goal, Plan } from '../plan/plan.js';
import { judge } from '../plan/standing.js';
import { databaseReport } from '../report/database-report.js';
import type { DatabaseReport, RanReport } from '../report/report.js';
import { survey } from '../survey/survey.js';
import type { Survey } from '../survey/survey.js';
import { owner } from './context.js';
import type { RunContext } from './context.js';
import { execute, interrupted, notRun, prepareLedger } from './execute.js';
import type { Execution } from './execute.js';
import { examine, prepare, waiting } from './job.js';
import type { Candidate, Job, Refused } from './job.js';
import { preflight } from './preflight.js';

/** How a run is approved and carried out. */
export interface RunOptions {
  readonly goal: Goal;
  /** Plan only: nothing is locked, created or changed. */
  readonly dryRun: boolean;
  /** `all` is a yes to everything; a plan's hash is a yes to exactly that plan. */
  readonly approval: 'none' | 'all' | { readonly planHash: string };
}

/** What a run came to. */
export interface Outcome {
  readonly databases: readonly DatabaseReport[];
  readonly planHash: string | null;
}

/** Runs a goal over databases: all are planned before any is changed; then one after the other, stopping at the first failure. */
export async function run(context: RunContext, databases: readonly Database[], options: RunOptions): Promise<Outcome> {
  const ordered = orderDatabases(databases);
  const examined = ordered.map((database) => examine(context, database, options.goal));
  const refused = examined.filter(isRefused);
  if (refused.length > 0) return inOrder(databases, { reports: examined.map((one) => refuse(context, one)), planHash: null });
  const candidates = examined.filter((one): one is Candidate => !isRefused(one));
  const leases: Lease[] = [];
  const jobs: (Job | Refused)[] = [];
  try {
    const locked = options.dryRun ? null : await takeLocks(context, candidates, leases);
    if (locked) return inOrder(databases, { reports: candidates.map((one) => reportLocked(context, one, locked)), planHash: null });
    for (const candidate of candidates) jobs.push(await prepare(context, candidate, options.goal, jobs.filter(isJob)));
    return inOrder(databases, await carryOut(context, jobs, options));
  } finally {
    for (const job of jobs) if (isJob(job)) job.session?.close();
    for (const lease of leases) lease.release();
  }
}

interface Carried {
  readonly reports: readonly DatabaseReport[];
  readonly planHash: string | null;
}

async function carryOut(context: RunContext, prepared: readonly (Job | Refused)[], options: RunOptions): Promise<Carried> {
  const jobs = prepared.filter(isJob);
  const planHash = sha256(JSON.stringify(jobs.map(({ plan }) => plan.hash)));
  const blocked = prepared.some((one) => isRefused(one) || one.plan.blockers.length > 0);
  const asks = !blocked && !options.dryRun && !isApproved(options, planHash) && jobs.some(({ plan }) => needsYes(plan));
  const stale = !blocked && typeof options.approval === 'object' && options.approval.planHash !== planHash;
  if (blocked || asks || stale || options.dryRun) {
    return { reports: prepared.map((one) => reportPlanned(context, one, stale)), planHash };
  }
  for (const { plan, survey: { database } } of jobs) {
    context.observer.emit({ event: 'planned', database: database.name, direction: plan.direction, migrations: plan.steps.length });
  }
  return { reports: await runJobs(context, jobs, options), planHash };

  function reportPlanned({ observer }: RunContext, one: Job | Refused, changed: boolean): DatabaseReport {
    if (isRefused(one)) return refuse(context, one);
    const { plan } = one;
    observer.emit({ event: 'planned', database: plan.database.name, direction: plan.direction, migrations: plan.steps.length });
    const error = plan.blockers[0] ?? (changed ? planChanged() : asks && needsYes(plan) ? unconfirmed(plan) : null);
    return databaseReport({ ...one.survey, plan, ran: options.dryRun ? [] : plan.steps.map(notRun), error });
  }
}

async function runJobs(context: RunContext, jobs: readonly Job[], options: RunOptions): Promise<DatabaseReport[]> {
  const reports: DatabaseReport[] = [];
  let stopped = false;
  for (const job of jobs) {
    const report: DatabaseReport = stopped ? skipped(job) : await runJob(context, job, options);
    stopped ||= report.error !== null;
    reports.push(report);
  }
  return reports;
}

async function runJob(context: RunContext, job: Job, options: RunOptions): Promise<DatabaseReport> {
  const { plan, survey: before, target } = job;
  const { observer, driver } = context;
  const { database } = before;
  if (plan.steps.length === 0) return databaseReport({ ...before, plan });
  let session = job.session;
  try {
    if (context.signal?.aborted === true) throw interrupted();
    observer.emit({ event: 'preflight', database: database.name, check: 'integrity, disk space' });
    session ??= await driver.open(target, { create: true, ...waiting(context, database.name) });
    preflight(driver, target, session, plan);
    await prepareLedger(session, context, plan);
    const execution = await execute(session, context, plan, options.goal.singleTransaction === true);
    observer.emit({ event: 'database-finished', database: database.name, ok: execution.error === null });
    const after = judgeAgain(context, session, before);
    return databaseReport({ ...after, plan, ran: execution.ran, error: withState(execution, after) });
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    observer.emit({ event: 'database-finished', database: database.name, ok: false });
    return databaseReport({ ...before, plan, ran: plan.steps.map(notRun), error: error.with({ dataState: 'Nothing was changed.' }) });
  } finally {
    if (session !== job.session) session?.close();
  }
}

/** What stands now is read again, not concluded from what was done. */
function judgeAgain(context: RunContext, session: Parameters<typeof observe>[0], { database, folder }: Survey): Survey {
  if (folder === null) return survey(context.driver, database);
  const observation = observe(session, context.driver);
  return { database, folder, observation, standing: judge(folder, observation, database.shown), error: null };
}

function withState({ error }: Execution, { database, standing }: Survey): MigrationError | null {
  if (error === null) return null;
  const stands = `${database.shown} is at ${standing.version ?? 'no version'}.`;
  return new MigrationError(error.code, error.message, { ...details(error), dataState: `${error.dataState ?? ''} ${stands}`.trim() });
}

function details({ hint, location, statement, cause }: MigrationError) {
  return { hint, location, statement, cause };
}

async function takeLocks(context: RunContext, candidates: readonly Candidate[], leases: Lease[]): Promise<Blocked | null> {
  const inLockOrder = candidates.toSorted((a, b) => (a.target.id < b.target.id ? -1 : 1));
  for (const { database, target } of inLockOrder) {
    try {
      const lease = await context.driver.lock(target, owner(context), {
        timeoutMs: context.lockTimeoutMs,
        signal: context.signal,
        onWait: (holder, waitedMs) => context.observer.emit({ event: 'lock-waiting', database: database.name, owner: holder, waitedMs }),
      });
      leases.push(lease);
      context.observer.emit({ event: 'lock-taken', database: database.name });
    } catch (error) {
      if (error instanceof MigrationError) return { database, error };
      throw error;
    }
  }
  return null;
}

interface Blocked {
  readonly database: Database;
  readonly error: MigrationError;
}

function reportLocked(context: RunContext, { database }: Candidate, locked: Blocked): DatabaseReport {
  const seen = survey(context.driver, database);
  return databaseReport({ ...seen, error: database === locked.database ? locked.error : null });
}

function refuse(context: RunContext, one: Candidate | Refused): DatabaseReport {
  const seen = isRefused(one) ? one.survey : survey(context.driver, one.database);
  const ran: RanReport[] = [];
  return databaseReport({ ...seen, ran, error: isRefused(one) ? one.error : null });
}

function skipped({ plan, survey: before }: Job): DatabaseReport {
  return databaseReport({ ...before, plan, ran: plan.steps.map(notRun) });
}

function inOrder(databases: readonly Database[], { reports, planHash }: Carried): Outcome {
  const place = new Map(databases.map(({ name }, index) => [name, index]));
  return { planHash, databases: reports.toSorted((a, b) => (place.get(a.name) ?? 0) - (place.get(b.name) ?? 0)) };
}

function isRefused(one: Candidate | Job | Refused): one is Refused {
  return 'error' in one;
}

function isJob(one: Job | Refused): one is Job {
  return 'target' in one;
}

function isApproved({ approval }: RunOptions, planHash: string): boolean {
  return approval === 'all' || (typeof approval === 'object' && approval.planHash === planHash);
}

function needsYes(plan: Plan): boolean {
  return plan.confirmations.length > 0;
}

function unconfirmed({ confirmations }: Plan): MigrationError {
  const [first] = confirmations;
  const more = confirmations.length > 1 ? ` (and ${confirmations.length - 1} more)` : '';
  return new MigrationError('CONFIRMATION_REQUIRED', `This run needs a yes: ${first?.reason ?? ''}${more}`, {
    hint: 'Look at "plan", take a backup, then add --yes.',
    dataState: 'Nothing was changed.',
  });
}

function planChanged(): MigrationError {
  return new MigrationError('PLAN_CHANGED', 'The plan is no longer the one that was approved: a file or the ledger changed since.', {
    hint: 'Look at the new plan and approve that.',
    dataState: 'Nothing was changed.',
  });
}
