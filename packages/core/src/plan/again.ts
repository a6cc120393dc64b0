import { MigrationError } from '../kernel/error.js';
import { sameVersion } from '../kernel/version.js';
import type { PlanInput } from './plan.js';
import type { Standing } from './standing.js';
import type { Step } from './step.js';
import { planUp } from './up.js';

/** What would keep `redo` from applying again what it takes back: better known while nothing is taken back yet. */
export function againBlockers(input: PlanInput, steps: readonly Step[]): readonly MigrationError[] {
  const { folder, standing, goal } = input;
  const isTakenBack = (version: string | null): boolean => version !== null && steps.some((step) => sameVersion(step.version, version));
  const lost = steps.filter(({ version }) => !folder.migrations.some((file) => sameVersion(file.version, version)));
  if (lost.length > 0) return lost.map((step) => fileGone(step, folder.shown));
  const back: Standing = {
    ...standing,
    applied: standing.applied.filter(({ version }) => !isTakenBack(version)),
    pending: folder.migrations.filter(({ version }) => isTakenBack(version)),
    problems: standing.problems.filter(({ version }) => !isTakenBack(version)),
  };
  return planUp({ ...input, standing: back, goal: { ...goal, kind: 'up', steps: undefined, allowOutOfOrder: true } }).blockers;
}

function fileGone({ version, name }: Step, shown: string): MigrationError {
  return new MigrationError('MISSING_FILE', `${version}_${name} could not be applied again: its file is gone from ${shown}.`, {
    hint: 'Bring the file back from version control, or use "down".',
    dataState: 'Nothing was changed.',
  });
}
