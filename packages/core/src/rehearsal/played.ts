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

/** Applies just these migrations on a copy, at what they will cost on the real database. */
export async function measured(stage: Stage, copy: ScratchCopy, versions: readonly Version[]): Promise<Played> {
  return up(stage, copy, versions, true);
}

/** Applies just these migrations on a copy, as fast as that can be done. */
export async function applied(stage: Stage, copy: ScratchCopy, versions: readonly Version[]): Promise<Played> {
  return up(stage, copy, versions, false);
}

async function up(stage: Stage, copy: ScratchCopy, only: readonly Version[], durable: boolean): Promise<Played> {
  const { singleTransaction } = stage;
  return stage.play(copy, { kind: 'up', only, allowOutOfOrder: true, allowDrift: true, singleTransaction }, durable);
}

/** Takes the newest ones back on a copy, each of them or none, as fast as that can be done. */
export async function takenBack(stage: Stage, copy: ScratchCopy, steps: number): Promise<Played> {
  return stage.play(copy, { kind: 'down', steps, allowDrift: true }, false);
}

/** Takes the newest ones back on a copy, at what that will cost on the real database. */
export async function measuredBack(stage: Stage, copy: ScratchCopy, steps: number, from: Goal['rollbackFrom']): Promise<Played> {
  return stage.play(copy, { kind: 'down', steps, rollbackFrom: from, allowDrift: true }, true);
}
