import type { Executor, View } from './driver.js';
import type { Program } from './script.js';

/** What a program does to what is there, as the safety part judged it. Only that part knows what is inside. */
export interface Effects {
  /** One sentence each, for the plan: what would be lost were it not preserved. */
  readonly descriptions: readonly string[];
}

/** Held from before the first statement to after the last one. */
export interface Guard {
  /** Keeps what the migration destroyed. Called after the last statement and before the ledger row, in the same transaction. */
  seal(): void;
}

/**
 * Keeps what an up destroys, so that it can come back. A part of its own (the rollback package); a migrator without it asks before
 * anything destructive and says that nothing is preserved.
 */
export interface Safety {
  /** Pure: what the program would destroy. */
  assess(program: Program, view: View): Effects;
  /** Called in the up's or down's transaction, before its first statement. */
  guard(executor: Executor, program: Program): Guard;
}
