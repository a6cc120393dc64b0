import { MigrationError } from '../kernel/error.js';
import type { Session, View } from '../ports/driver.js';
import { observe } from '../plan/observe.js';
import type { Goal } from '../plan/plan.js';
import { judge } from '../plan/standing.js';
import { databaseReport } from '../report/database-report.js';
import type { DatabaseReport } from '../report/report.js';
import { survey } from '../survey/survey.js';
import type { Survey } from '../survey/survey.js';
import type { RunContext } from './context.js';
import { execute, interrupted, notRun, prepareLedger } from './execute.js';
import { waiting } from './job.js';
import type { Job } from './job.js';
import { preflight } from './preflight.js';
import { snapshotBefore } from './snapshot-before.js';

/** Carries out the plan of one database and reports what stands then. */
export async function runJob(context: RunContext, job: Job, options: Goal): Promise<DatabaseReport> {
  const { plan, survey: before } = job;
  const accepts = options.allowDrift === true && before.standing.problems.some(({ error }) => error.code === 'DRIFTED');
  if (plan.steps.length === 0 && !accepts) return databaseReport({ ...before, plan });
  try {
    if (context.signal?.aborted === true) throw interrupted();
    const opened = job.session ?? (await create(context, job));
    try {
      return await carryOut(context, job, opened, options.singleTransaction === true);
    } finally {
      if (opened !== job.session) opened.close();
    }
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    context.observer.emit({ event: 'database-finished', database: before.database.name, ok: false });
    return databaseReport({ ...before, plan, ran: plan.steps.map(notRun), error: error.with({ dataState: 'Nothing was changed.' }) });
  }
}

/** The report on a database that the run did not come to. */
export function skipped({ plan, survey: before }: Job): DatabaseReport {
  return databaseReport({ ...before, plan, ran: plan.steps.map(notRun) });
}

async function carryOut(context: RunContext, job: Job, session: Session, single: boolean): Promise<DatabaseReport> {
  const { plan, survey: before, target } = job;
  const { name, shown } = before.database;
  context.observer.emit({ event: 'preflight', database: name, check: 'integrity, disk space' });
  preflight(context.driver, target, session, plan);
  const snapshot = job.session === null ? null : await snapshotBefore(context, before.database, target, plan.direction);
  await prepareLedger(session, context, plan);
  const { ran, error } = await execute(session, context, plan, single);
  context.observer.emit({ event: 'database-finished', database: name, ok: error === null });
  const after = judgeAgain(context, session, before);
  const stands = `${shown} is at ${after.standing.version ?? 'no version'}.`;
  return databaseReport({ ...after, plan, ran, snapshot, error: error?.saying(stands) ?? null });
}

function create({ driver, ...context }: RunContext, { target, survey: { database } }: Job): Promise<Session> {
  return driver.open(target, { create: true, ...waiting({ driver, ...context }, database.name) });
}

/** What stands now is read again, not concluded from what was done. */
function judgeAgain(context: RunContext, view: View, { database, folder }: Survey): Survey {
  if (folder === null) return survey(context.driver, database);
  const observation = observe(view, context.driver);
  return { database, folder, observation, standing: judge(folder, observation, database.shown), error: null };
}
