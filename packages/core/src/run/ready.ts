import { reportedError } from '../kernel/error-report.js';
import { MigrationError } from '../kernel/error.js';
import type { Goal } from '../plan/plan.js';
import type { RehearsalReport } from '../report/rehearsal-report.js';
import type { RunContext } from './context.js';
import { interrupted } from './execute.js';
import type { Job } from './job.js';
import { preflight } from './preflight.js';
import { snapshotBefore } from './snapshot-before.js';

/** A database for which all is done that comes before the first change. */
export interface Ready {
  readonly job: Job;
  readonly snapshot: string | null;
  readonly rehearsal: RehearsalReport | null;
  /** Why the plan must not run; null when it may. */
  readonly error: MigrationError | null;
}

/** One that the run does not come to. */
export function notReady(job: Job): Ready {
  return { job, snapshot: null, rehearsal: null, error: null };
}

/** Looks whether a plan can run, takes the snapshot and rehearses. Changes nothing in the database. */
export async function makeReady(context: RunContext, job: Job, goal: Goal): Promise<Ready> {
  const bare = notReady(job);
  if (job.plan.steps.length === 0) return bare;
  try {
    if (context.signal?.aborted === true) throw interrupted();
    const snapshot = await checkAndSave(context, job);
    // What takes back is tried where it is only looked at: the rows that would not fit are kept aside by the run itself, and come back.
    if (job.plan.direction === 'down') return { ...bare, snapshot };
    return { ...bare, snapshot, ...(await tryOut(context, job, goal, snapshot)) };
  } catch (error) {
    return { ...bare, error: ofRun(error) };
  }
}

/** The id of the snapshot; null where none is taken, as of a database that the run will make. */
async function checkAndSave(context: RunContext, { plan, target, session, survey: { database } }: Job): Promise<string | null> {
  if (session === null) return null;
  context.observer.emit({ event: 'preflight', database: database.name, check: 'integrity, disk space' });
  preflight(context, target, session, plan);
  return snapshotBefore(context, database, target, plan.direction);
}

/** What a rehearsal says of a plan. */
export type Tried = Pick<Ready, 'rehearsal' | 'error'>;

/** Rehearses a plan, where that is wanted. Never throws for what is wrong with the plan or the place. */
export async function tryOut(context: RunContext, job: Job, goal: Goal, snapshot: string | null): Promise<Tried> {
  const {
    plan,
    target,
    survey: { database },
  } = job;
  try {
    const rehearsed = (await context.rehearse?.(context, { database, target, plan, goal, snapshot })) ?? null;
    const rehearsal = rehearsed?.report ?? null;
    if (rehearsed !== null && rehearsed.error !== null) return { rehearsal, error: failedOnCopy(reportedError(rehearsed.error)) };
    const needsProof = context.requireProof && plan.direction === 'up' && plan.steps.length > 0;
    return { rehearsal, error: needsProof ? withoutProof(rehearsal, database.shown) : null };
  } catch (error) {
    return { rehearsal: null, error: ofRun(error) };
  }
}

function ofRun(error: unknown): MigrationError {
  if (!(error instanceof MigrationError)) throw error;
  return error.with({ dataState: 'Nothing was changed.' });
}

/** What the copy's error says of the copy is of no interest to anybody. */
function failedOnCopy({ code, message, hint, location, statement, cause }: MigrationError): MigrationError {
  const dataState = 'It failed in the rehearsal, on a copy. Nothing was changed.';
  return new MigrationError(code, message, { hint, location, statement, cause, dataState });
}

function withoutProof(rehearsal: RehearsalReport | null, shown: string): MigrationError | null {
  const open = rehearsal?.steps.filter(({ status }) => status !== 'proven') ?? [];
  if (rehearsal !== null && open.length === 0) return null;
  const [first] = open;
  const why = first === undefined ? 'the plan was not rehearsed' : `${first.version} is not shown to come back: ${first.reason ?? ''}`;
  return new MigrationError('UNPROVEN', `${shown} is not migrated without a proof, and ${why.replace(/\.$/, '')}.`, {
    hint: howToProve(rehearsal, first === undefined),
    dataState: 'Nothing was changed.',
  });
}

function howToProve(rehearsal: RehearsalReport | null, isUntried: boolean): string {
  if (rehearsal !== null && rehearsal.sample !== null) return 'Rehearse on all rows (--rehearse=full), or run without --require-proof.';
  return isUntried ? 'Run it without --no-rehearse.' : 'Mend its rollback, or run without --require-proof.';
}
