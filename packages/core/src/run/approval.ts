import { MigrationError } from '../kernel/error.js';
import type { Plan } from '../plan/plan.js';

/** Who stands for a run, where it was asked for and approved by people elsewhere (a chat). Recorded in the database's history. */
export interface Consent {
  /** What it was asked for under: a request's number. */
  readonly request: string;
  readonly askedBy: string;
  readonly approvedBy: string;
}

/** `all` is a yes to everything; a plan's hash is a yes to exactly that plan. */
export type Approval = 'none' | 'all' | { readonly planHash: string };

/** Why a plan may not run as approved; null when it may. `planHash` is that of the whole run, over all its databases. */
export function refusal(plan: Plan, planHash: string, approval: Approval): MigrationError | null {
  if (typeof approval === 'object') return approval.planHash === planHash ? null : planChanged();
  return approval === 'all' || plan.confirmations.length === 0 ? null : unconfirmed(plan);
}

function unconfirmed({ confirmations }: Plan): MigrationError {
  const [first] = confirmations;
  const more = confirmations.length > 1 ? ` (and ${confirmations.length - 1} more)` : '';
  return new MigrationError('CONFIRMATION_REQUIRED', `This run needs a yes: ${first?.reason ?? ''}${more}`, {
    hint: 'Look at "plan", then add --yes.',
    dataState: 'Nothing was changed.',
  });
}

export function planChanged(): MigrationError {
  return new MigrationError('PLAN_CHANGED', 'The plan is no longer the one that was approved: a file or the ledger changed since.', {
    hint: 'Look at the new plan and approve that.',
    dataState: 'Nothing was changed.',
  });
}
