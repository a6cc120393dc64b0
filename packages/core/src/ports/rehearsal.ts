import type { MigrationError } from '../kernel/error.js';
import type { Version } from '../kernel/version.js';

/** What was seen when a plan ran on a copy: per migration, whether its down gave back what was there. */
export interface Proof {
  readonly proven: readonly Version[];
  readonly unproven: readonly { readonly version: Version; readonly error: MigrationError }[];
}

/**
 * Runs a plan on a copy of the real data before the live run. A part of its own (the rollback package); a migrator without it says
 * "not rehearsed". The core hands in its own way of applying, so that what is rehearsed is what will run.
 */
export interface Rehearsal<Plan> {
  run(plan: Plan, apply: (plan: Plan, location: string) => Promise<void>): Promise<Proof>;
}
