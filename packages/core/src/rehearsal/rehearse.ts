import type { ScratchCopy, ScratchSource } from '../ports/snapshot.js';
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
  if (await comesBack(stage, copy, versions, async () => stage.differences(origin, schema, copy))) {
    return { steps: up.ran.map(proven), error: null };
  }
  stage.drop(copy);
  return { steps: await provenAlone(stage, origin, up.ran), error: null };
}

async function comesBack(
  stage: Stage,
  copy: ScratchCopy,
  versions: readonly string[],
  differences: () => Promise<readonly string[]>,
): Promise<boolean> {
  const down = await takenBack(stage, copy, versions.length);
  if (down.error !== null || down.ran.length !== versions.length || (await differences()).length > 0) return false;
  return (await applied(stage, copy, versions)).error === null;
}
