import type { ErrorReport } from '../kernel/error-report.js';
import type { Version } from '../kernel/version.js';
import type { ScratchCopy } from '../ports/snapshot.js';
import type { Goal } from '../plan/plan.js';
import type { RanReport } from '../report/report.js';
import type { Stage } from './stage.js';

/** What one run on a copy came to. */
export interface Played {
  readonly ran: readonly RanReport[];
  readonly error: ErrorReport | null;
}

/** Applies just these migrations on a copy. */
export async function applied(stage: Stage, copy: ScratchCopy, versions: readonly Version[]): Promise<Played> {
  const { singleTransaction } = stage;
  return stage.play(copy, { kind: 'up', only: versions, allowOutOfOrder: true, allowDrift: true, singleTransaction });
}

/** Takes the newest ones back on a copy, each of them or none. */
export async function takenBack(stage: Stage, copy: ScratchCopy, steps: number, rollbackFrom?: Goal['rollbackFrom']): Promise<Played> {
  return stage.play(copy, { kind: 'down', steps, rollbackFrom, allowDrift: true });
}
