import type { Database } from '../config/database.js';
import { orderDatabases } from '../config/select.js';
import { folderReader } from '../files/folders.js';
import { sha256 } from '../files/text.js';
import type { Lease } from '../ports/driver.js';
import type { Goal } from '../plan/plan.js';
import { databaseReport } from '../report/database-report.js';
import type { DatabaseReport } from '../report/report.js';
import { attempt, survey, targetOf } from '../survey/survey.js';
import { refusal } from './approval.js';
import type { Approval } from './approval.js';
import type { RunContext } from './context.js';
import { notRun } from './execute.js';
import { examine, prepare } from './job.js';
import type { Candidate, Job, Refused } from './job.js';
import { takeLocks } from './locks.js';
import { makeReady, notReady, tryOut } from './ready.js';
import type { Ready, Tried } from './ready.js';
import { runJob, skipped, unready } from './run-job.js';

/** How a run is approved and carried out. */
export interface RunOptions {
  readonly goal: Goal;
  /** Plan only: nothing is locked, created or changed. */
  readonly dryRun: boolean;
  readonly approval: Approval;
}

/** What a run came to. */
export interface Outcome {
  /** In the order in which the databases were given. */
  readonly databases: readonly DatabaseReport[];
  readonly planHash: string | null;
}

/** Runs a goal over databases: all are planned before any is changed; then one after the other, stopping at the first failure. */
export async function run(context: RunContext, databases: readonly Database[], options: RunOptions): Promise<Outcome> {
  const { databases: reports, planHash } = await runOrdered(context, orderDatabases(databases), options);
  return { planHash, databases: inGivenOrder(databases, reports) };
}

function inGivenOrder(databases: readonly Database[], reports: readonly DatabaseReport[]): readonly DatabaseReport[] {
  const place = new Map(databases.map(({ name }, index) => [name, index]));
  return reports.toSorted((a, b) => (place.get(a.name) ?? 0) - (place.get(b.name) ?? 0));
}

/**
 * What a run comes to where it has nothing to do in any of its databases; null where there is something to do, to refuse or to wait for.
 * It looks under the runners' locks, as a run does, and changes nothing.
 */
export async function runIdle(context: RunContext, databases: readonly Database[], goal: Goal): Promise<Outcome | null> {
  const candidates: Candidate[] = [];
  const read = folderReader();
  for (const database of orderDatabases(databases)) {
    const isThere = attempt(() => context.driver.probe(targetOf(context.driver, database)) === 'present');
    const one = isThere === true ? examine(context, database, goal, read) : null;
    if (one === null || isRefused(one)) return null;
    candidates.push(one);
  }
  const leases: Lease[] = [];
  const jobs: Job[] = [];
  try {
    if ((await takeLocks(context, candidates, leases)) !== null) return null;
    for (const candidate of candidates) {
      const one = await prepare(context, candidate, goal, jobs);
      if (isRefused(one)) return null;
      jobs.push(one);
      if (!isIdle(one)) return null;
    }
    const planHash = announce(context, jobs);
    return {
      planHash,
      databases: inGivenOrder(
        databases,
        jobs.map(({ survey: seen, plan }) => databaseReport({ ...seen, plan })),
      ),
    };
  } finally {
    close(jobs, leases);
  }
}

function isIdle({ plan }: Job): boolean {
  return plan.steps.length === 0 && plan.blockers.length === 0 && plan.standing.state === 'up-to-date';
}

function close(prepared: readonly (Job | Refused)[], leases: readonly Lease[]): void {
  for (const job of prepared) if (isJob(job)) job.session?.close();
  for (const lease of leases) lease.release();
}

async function runOrdered(context: RunContext, ordered: readonly Database[], options: RunOptions): Promise<Outcome> {
  const read = folderReader();
  const examined = ordered.map((database) => examine(context, database, options.goal, read));
  const candidates = examined.filter((one): one is Candidate => !isRefused(one));
  if (candidates.length < examined.length) return { databases: examined.map((one) => reportUnplanned(context, one)), planHash: null };
  const leases: Lease[] = [];
  const prepared: (Job | Refused)[] = [];
  try {
    const blocked = options.dryRun ? null : await takeLocks(context, candidates, leases);
    if (blocked) return { databases: candidates.map((one) => reportUnplanned(context, one, blocked)), planHash: null };
    for (const candidate of candidates) prepared.push(await prepare(context, candidate, options.goal, prepared.filter(isJob)));
    return await decide(context, prepared, options);
  } finally {
    close(prepared, leases);
  }
}

/** Tells of the plans; gives the hash of all of them. */
function announce(context: RunContext, jobs: readonly Job[]): string {
  for (const { plan } of jobs) {
    context.observer.emit({ event: 'planned', database: plan.database.name, direction: plan.direction, migrations: plan.steps.length });
  }
  return sha256(JSON.stringify(jobs.map(({ plan }) => plan.hash)));
}

/** Runs the plans when all of them may run; otherwise reports why none does. */
async function decide(context: RunContext, prepared: readonly (Job | Refused)[], options: RunOptions): Promise<Outcome> {
  const jobs = prepared.filter(isJob);
  const planHash = announce(context, jobs);
  const impossible = jobs.length < prepared.length || jobs.some(({ plan }) => plan.blockers.length > 0);
  const refused = (job: Job) => (impossible || options.dryRun ? null : refusal(job.plan, planHash, options.approval));
  if (!impossible && !options.dryRun && jobs.every((job) => refused(job) === null)) {
    return { databases: await runJobs(context, jobs, options.goal), planHash };
  }
  const tried = options.dryRun && !impossible ? await rehearseAll(context, jobs, options.goal) : new Map<Job, Tried>();
  const reports = prepared.map((one) => {
    if (isRefused(one)) return reportUnplanned(context, one);
    const ran = options.dryRun ? [] : one.plan.steps.map(notRun);
    const { rehearsal = null, error = null } = tried.get(one) ?? {};
    return databaseReport({ ...one.survey, plan: one.plan, ran, rehearsal, error: one.plan.blockers[0] ?? refused(one) ?? error });
  });
  return { databases: reports, planHash };
}

/** What a dry run learns of its plans without a snapshot: each is tried on a copy of the live file. */
async function rehearseAll(context: RunContext, jobs: readonly Job[], goal: Goal): Promise<ReadonlyMap<Job, Tried>> {
  const tried = new Map<Job, Tried>();
  for (const job of jobs) tried.set(job, await tryOut(context, job, goal, null));
  return tried;
}

/** All databases are made ready, snapshots and rehearsals included, before the first is changed. */
async function runJobs(context: RunContext, jobs: readonly Job[], goal: Goal): Promise<DatabaseReport[]> {
  const all: Ready[] = [];
  for (const job of jobs) all.push(hasError(all) ? notReady(job) : await makeReady(context, job, goal));
  if (hasError(all)) return Promise.all(all.map(async (ready) => (ready.error === null ? skipped(ready) : unready(context, ready))));
  const reports: DatabaseReport[] = [];
  for (const ready of all) reports.push(hasError(reports) ? skipped(ready) : await runJob(context, ready, goal));
  return reports;
}

function hasError(all: readonly { readonly error: unknown }[]): boolean {
  return all.some(({ error }) => error !== null);
}

/** A database of a run that did not get as far as a plan: the error is that of the one that kept it from there. */
function reportUnplanned(
  context: RunContext,
  one: Candidate | Refused,
  cause?: Pick<Refused, 'error'> & { database: Database },
): DatabaseReport {
  if (isRefused(one)) return databaseReport({ ...one.survey, error: one.error });
  const seen = survey(context.driver, one.database);
  return databaseReport({ ...seen, error: cause?.database === one.database ? cause.error : null });
}

function isRefused(one: Candidate | Job | Refused): one is Refused {
  return 'error' in one;
}

function isJob(one: Job | Refused): one is Job {
  return 'target' in one;
}
