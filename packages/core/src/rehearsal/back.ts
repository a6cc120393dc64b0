import type { ErrorReport } from '../kernel/error-report.js';
import type { RehearsedStep } from '../report/rehearsal-report.js';
import type { ScratchCopy } from '../ports/snapshot.js';
import type { Subject } from '../run/context.js';
import { applied, measuredBack } from './played.js';
import type { Origin, Stage } from './stage.js';
import { failedSteps, proven, unproven } from './steps.js';

/** What trying a plan came to. */
export interface Tried {
  readonly steps: readonly RehearsedStep[];
  /** Why the plan can't be carried out at all. */
  readonly error: ErrorReport | null;
}

/**
 * Takes back on a copy what is to be taken back, and applies it again: what comes back, what would be kept aside and what was written
 * since is measured on the way, and what a change of mind would give is compared with what is there now.
 */
export async function tryBack(stage: Stage, first: ScratchCopy, origin: Origin, { plan, goal }: Subject): Promise<Tried> {
  const copy = await stage.ownCopy(first, origin);
  const schema = await stage.schema(copy);
  const back = await measuredBack(stage, copy, plan.steps.length, goal.rollbackFrom);
  if (back.error !== null) return { steps: failedSteps(back.ran, back.error), error: back.error };
  const versions = plan.steps.map(({ version }) => version);
  const { error } = await applied(stage, copy, versions);
  if (error !== null) {
    const reason = `taken back, it can't be applied again: ${error.message}`;
    return { steps: back.ran.map((ran) => unproven(ran, reason)), error: null };
  }
  const differences = await stage.differences(origin, schema, copy);
  if (differences.length === 0) return { steps: back.ran.map(proven), error: null };
  const reason = 'taken back and applied again, the database is not what it is now';
  // They are of all together, and told once.
  return { steps: back.ran.map((ran, index) => unproven(ran, reason, index === 0 ? differences : [])), error: null };
}
