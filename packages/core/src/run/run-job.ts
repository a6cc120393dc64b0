import { MigrationError } from '../kernel/error.js';
import type { Session, View } from '../ports/driver.js';
import { observe } from '../plan/observe.js';
import type { Goal } from '../plan/plan.js';
import type { Step } from '../plan/step.js';
import { judge } from '../plan/standing.js';
import { databaseReport } from '../report/database-report.js';
import type { DatabaseReport } from '../report/report.js';
import { survey } from '../survey/survey.js';
import type { Survey } from '../survey/survey.js';
import type { RunContext } from './context.js';
import { execute, failed as failedStep, interrupted, notRun, prepareLedger } from './execute.js';
import { opening } from './job.js';
import type { Job } from './job.js';
import type { Ready } from './ready.js';
import { rememberFailure } from './record.js';

/** Carries out the plan of one database for which all is ready, and reports what stands then. */
export async function runJob(context: RunContext, ready: Ready, options: Goal): Promise<DatabaseReport> {
  const { plan, survey: before } = ready.job;
  const accepts = options.allowDrift === true && before.standing.problems.some(({ error }) => error.code === 'DRIFTED');
  if (plan.steps.length === 0 && !accepts) return databaseReport({ ...before, plan });
  try {
    if (context.signal?.aborted === true) throw interrupted();
    const opened = ready.job.session ?? (await create(context, ready.job));
    try {
      return await carryOut(context, ready, opened, options.singleTransaction === true);
    } finally {
      if (opened !== ready.job.session) opened.close();
    }
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    return unready(context, { ...ready, error: error.with({ dataState: 'Nothing was changed.' }) });
  }
}

/** Records why a plan must not run, where a migration failed on the copy, and reports it. */
export async function unready(context: RunContext, ready: Ready): Promise<DatabaseReport> {
  const { job, snapshot, rehearsal, error } = ready;
  const { plan, survey: before } = job;
  const failed = plan.steps.find(({ version }) => rehearsal?.steps.some((step) => step.version === version && step.status === 'failed'));
  if (failed !== undefined && error !== null) await rememberRehearsal(context, job.session, failed, error);
  const after = failed === undefined || job.session === null ? before : judgeAgain(context, job.session, before);
  const ran = plan.steps.map((step) => (step === failed ? failedStep(step, null, []) : notRun(step)));
  context.observer.emit({ event: 'database-finished', database: before.database.name, ok: false });
  return databaseReport({ ...after, plan, ran, snapshot, rehearsal, error: error?.saying(standing(after)) ?? null });
}

/** In a database that has a ledger with its history; none is begun, or extended, for a failure on a copy. */
async function rememberRehearsal(context: RunContext, session: Session | null, step: Step, error: MigrationError): Promise<void> {
  const ledger = session?.ledger();
  if (!session || ledger?.kind !== 'present' || !ledger.isWhole) return;
  await session.transact({ foreignKeys: false }, (tx) => rememberFailure(tx, context, step, error, true));
}

/** The report on a database that the run did not come to. */
export function skipped({ job: { plan, survey: before }, snapshot, rehearsal }: Ready): DatabaseReport {
  return databaseReport({ ...before, plan, ran: plan.steps.map(notRun), snapshot, rehearsal });
}

async function carryOut(context: RunContext, ready: Ready, session: Session, single: boolean): Promise<DatabaseReport> {
  const { job, snapshot, rehearsal } = ready;
  const { plan, survey: before } = job;
  const { name } = before.database;
  await prepareLedger(session, context, plan);
  const { ran, error } = await execute(session, context, plan, single);
  context.observer.emit({ event: 'database-finished', database: name, ok: error === null });
  const after = judgeAgain(context, session, before);
  return databaseReport({ ...after, plan, ran, snapshot, rehearsal, error: error?.saying(standing(after)) ?? null });
}

function create(context: RunContext, { target, survey: { database } }: Job): Promise<Session> {
  return context.driver.open(target, opening(context, database.name, true));
}

function standing({ database: { shown }, standing: { version } }: Survey): string {
  return `${shown} is at ${version ?? 'no version'}.`;
}

/** What stands now is read again, not concluded from what was done. */
function judgeAgain(context: RunContext, view: View, { database, folder }: Survey): Survey {
  if (folder === null) return survey(context.driver, database);
  const observation = observe(view, context.driver);
  return { database, folder, observation, standing: judge(folder, observation, database.shown), error: null };
}
