import { MigrationError } from '../kernel/error.js';
import type { Executor } from '../ports/driver.js';
import type { Step } from '../plan/step.js';
import { runCode } from './code.js';
import type { RunContext } from './context.js';
import { ledgerEntry, remember, storeSchema } from './record.js';
import type { Place } from './record.js';
import { runStatements } from './statements.js';
import { newViolations, violationError } from './violations.js';
import type { Watch } from './watch.js';

/** The whole of a migration inside the transaction that is open: its statements, its checks, its row, its line of history. */
export function runInTransaction(tx: Executor, context: RunContext, step: Step, at: Place, watch: Watch): void {
  refuseStale(tx, step);
  const started = context.clock.ticks();
  const schemaBefore = at.first ? storeSchema(tx) : null;
  const checked = !step.header.foreignKeys;
  const before = checked ? tx.violations(step.program.mentions) : [];
  const guard = context.safety?.guard(tx, step.program);
  if (step.code === null) runStatements(tx, step, watch);
  else runCode(tx, context, step, step.code, watch);
  guard?.seal();
  const broken = checked ? newViolations(before, tx.violations(step.program.mentions)) : [];
  if (broken.length > 0) throw violationError(broken).with({ location: { file: step.script.file, line: 1, column: 1, offset: 0 } });
  finish(tx, context, step, { schemaBefore, last: at.last, executionTimeMs: Math.round(context.clock.ticks() - started) });
}

/** The ledger's row and the history's line: in the same transaction as what they tell of. */
export function finish(
  tx: Executor,
  context: RunContext,
  step: Step,
  facts: { readonly schemaBefore: string | null; readonly last: boolean; readonly executionTimeMs: number },
): void {
  const schemaAfter = facts.last ? storeSchema(tx) : null;
  const { executionTimeMs, schemaBefore } = facts;
  const details = { executionTimeMs, ...(step.stored && { rollbackFrom: 'ledger' }) };
  if (step.direction === 'up') {
    tx.ledger.record(ledgerEntry(context, step, { executionTimeMs, cookie: tx.cookie(), schemaBefore, schemaAfter }));
    remember(tx, context, 'applied', { step, schema: schemaAfter, details });
  } else {
    tx.ledger.remove(step.version);
    remember(tx, context, 'rolled-back', { step, schema: schemaAfter, details });
  }
}

/** The plan was made under the runner's lock, but other programs can write the ledger too: look again where it counts. */
function refuseStale(tx: Executor, { direction, version }: Step): void {
  if (tx.ledger.has(version) === (direction === 'down')) return;
  const what = direction === 'up' ? 'is in the ledger already' : 'is no longer in the ledger';
  throw new MigrationError('PLAN_CHANGED', `${version} ${what}: somebody changed it after this run was planned.`, {
    hint: 'Run the command again.',
  });
}
