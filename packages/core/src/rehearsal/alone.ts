import type { ScratchCopy } from '../ports/snapshot.js';
import type { RanReport } from '../report/report.js';
import type { RehearsedStep } from '../report/rehearsal-report.js';
import { applied, takenBack } from './played.js';
import type { Origin, Stage } from './stage.js';
import { proven, unproven } from './steps.js';

/** Tries every migration by itself, each on the database as the ones before left it. */
export async function provenAlone(stage: Stage, origin: Origin, ups: readonly RanReport[]): Promise<RehearsedStep[]> {
  const base = await stage.copy(origin);
  await stage.schema(base); // A database that is not there yet must be, or the folder of its copies goes with the first one.
  const steps: RehearsedStep[] = [];
  for (const ran of ups) {
    steps.push(await proveOne(stage, base, ran));
    const { error } = await applied(stage, base, [ran.version]);
    if (error !== null) return [...steps, ...ups.slice(steps.length).map((one) => unproven(one, unreached(ran, error.message)))];
  }
  return steps;
}

function unreached({ version }: RanReport, message: string): string {
  return `it was not tried by itself, since ${version} before it could not be applied alone: ${message}`;
}

async function proveOne(stage: Stage, base: ScratchCopy, ran: RanReport): Promise<RehearsedStep> {
  const copy = await stage.copy({ kind: 'scratch', scratch: base });
  try {
    const schema = await stage.schema(copy);
    const up = await applied(stage, copy, [ran.version]);
    if (up.error !== null) return unproven(ran, `it can't be applied by itself: ${up.error.message}`);
    const down = await takenBack(stage, copy, 1);
    if (down.error !== null) return unproven(ran, down.error.message);
    const differences = await stage.differences({ kind: 'scratch', scratch: base }, schema, copy);
    if (differences.length > 0) return unproven(ran, 'taken back, the database is not what it was', differences);
    const again = await applied(stage, copy, [ran.version]);
    if (again.error !== null) return unproven(ran, `taken back, it can't be applied again: ${again.error.message}`);
    return proven(ran);
  } finally {
    stage.drop(copy);
  }
}
