import type { ScratchCopy, ScratchSource } from '../ports/snapshot.js';
import type { RanReport } from '../report/report.js';
import type { RehearsedStep } from '../report/rehearsal-report.js';
import type { Rehearsed, RunContext, Subject } from '../run/context.js';
import { provenAlone } from './alone.js';
import { applied, measured, takenBack } from './played.js';
import { Stage } from './stage.js';
import type { Origin } from './stage.js';
import { estimated, scopeOf, wantsSample } from './scope.js';
import { failedSteps, proven, sampled } from './steps.js';
import { tryBack } from './back.js';
import type { Tried } from './back.js';

/** Plans that take less than this, in ms, are timed twice: chance weighs in them, and a second measured try costs little. */
const BRIEF_MS = 30_000;

/**
 * Tries a plan on a copy of the real database before it runs there: every up with its checks, every down, the comparison of the schema
 * and of every row with what was there before, and every up again. Where that fails or can't be done for all together, each migration is
 * tried by itself, so that the one which does not come back is named. A plan that takes back is tried the other way round: see
 * `tryBack`. The live database is only read. Null where nothing is to be tried.
 * @throws MigrationError where no copy can be made: DISK_SPACE_LOW, DATABASE_LOCKED, …
 */
export async function rehearse(context: RunContext, subject: Subject): Promise<Rehearsed | null> {
  const { driver, observer, clock } = context;
  const { database, plan } = subject;
  if ((context.rehearsal ?? database.rehearse) === 'off' || driver.snapshots === null || plan.steps.length === 0) return null;
  const started = clock.ticks();
  const source = sourceOf(context, subject);
  const stage = new Stage(context, subject, driver.snapshots);
  try {
    const isSample = wantsSample(context, subject, source);
    const estimate = await estimated(context, subject, driver.snapshots, source, isSample);
    const { first, origin, sample } = await scopeOf(stage, source, isSample);
    const bytes = stage.size(first);
    observer.emit({ event: 'rehearsal-started', database: database.name, migrations: plan.steps.length, bytes });
    const tryIt = plan.direction === 'up' ? tryAll : tryBack;
    const { steps: tried, error } = await tryIt(stage, first, origin, subject);
    const steps = sample === null ? tried : tried.map(sampled);
    const report = { durationMs: clock.ticks() - started, bytes, estimate, sample, steps };
    observer.emit({ event: 'rehearsal-finished', database: database.name, ...count(steps), durationMs: report.durationMs });
    return { report, error };
  } finally {
    stage.clear();
  }
}

function sourceOf({ driver }: RunContext, { target, snapshot }: Subject): ScratchSource {
  if (driver.probe(target) === 'missing') return { kind: 'nothing' };
  return snapshot === null ? { kind: 'live' } : { kind: 'snapshot', id: snapshot };
}

function count(steps: readonly RehearsedStep[]) {
  const having = (wanted: RehearsedStep['status']): number => steps.filter(({ status }) => status === wanted).length;
  const failed = steps.find(({ status }) => status === 'failed')?.version ?? null;
  return { proven: having('proven'), sampled: having('sampled'), unproven: having('unproven'), failed };
}

async function tryAll(stage: Stage, first: ScratchCopy, origin: Origin, { plan }: Subject): Promise<Tried> {
  const copy = await stage.ownCopy(first, origin);
  const schema = await stage.schema(copy);
  const versions = plan.steps.map(({ version }) => version);
  const up = await measured(stage, copy, versions);
  if (up.error !== null) return { steps: failedSteps(up.ran, up.error), error: up.error };
  const differences = async (): Promise<readonly string[]> => stage.differences(origin, schema, copy);
  const again = await comesBack(stage, copy, up.ran, differences);
  if (again !== null) return { steps: up.ran.map((ran, index) => proven(quicker(ran, again[index]))), error: null };
  stage.drop(copy);
  return { steps: await provenAlone(stage, origin, up.ran), error: null };
}

/** Takes all of it back, which must leave no trace, and applies it again; null where one of them fails. */
async function comesBack(
  stage: Stage,
  copy: ScratchCopy,
  ups: readonly RanReport[],
  differences: () => Promise<readonly string[]>,
): Promise<readonly RanReport[] | null> {
  const down = await takenBack(stage, copy, ups.length);
  if (down.error !== null || down.ran.length !== ups.length || (await differences()).length > 0) return null;
  const isBrief = ups.reduce((sum, { durationMs }) => sum + (durationMs ?? 0), 0) < BRIEF_MS;
  const versions = ups.map(({ version }) => version);
  const again = await (isBrief ? measured : applied)(stage, copy, versions);
  if (again.error !== null) return null;
  return isBrief ? again.ran : ups;
}

/** Of two tries the quicker one: what a process does for the first time takes longer, and the live run will be the third. */
function quicker(ran: RanReport, again: RanReport | undefined): RanReport {
  if (again === undefined) return ran;
  return { ...ran, durationMs: lesser(ran.durationMs, again.durationMs), lockMs: lesser(ran.lockMs, again.lockMs) };
}

function lesser(one: number | null, other: number | null): number | null {
  return one === null || other === null ? one : Math.min(one, other);
}
