import { NOTHING, compareVersions } from '../kernel/version.js';
import { planDown } from './down.js';
import type { Plan, PlanInput } from './plan.js';
import { planUp } from './up.js';

/** Plans one database. Pure but for reading through the view. */
export function makePlan(input: PlanInput): Plan {
  const { goal, standing } = input;
  if (goal.kind === 'up') return planUp(input);
  if (goal.kind === 'down') return planDown(input);
  const back =
    goal.to !== undefined && standing.version !== null && (goal.to === NOTHING || compareVersions(goal.to, standing.version) < 0);
  return back ? planDown(input) : planUp(input);
}
