import type { Executor } from '../ports/driver.js';
import type { Reversal } from '../ports/rollbacks.js';
import type { Step } from '../plan/step.js';
import type { RunContext } from './context.js';

/** Begins to watch an up that has no rollback of its own, so that it gets one; null where none is wanted. */
export function watchForRollback(tx: Executor, context: RunContext, step: Step, ledgerTable: string): Reversal | null {
  const { rollbacks, safety, durable } = context;
  // On a copy where nothing is measured it would only be made where nothing else brings the migration back there.
  if (rollbacks === null || (safety !== null && !durable)) return null;
  if (step.direction === 'down' || step.rollback !== null || !step.header.reversible) return null;
  const { program, header } = step;
  const up = step.code === null ? { program, foreignKeys: header.foreignKeys, transactional: true } : null;
  return rollbacks.reverse(tx, ledgerTable, up);
}

/** The text that the ledger keeps; null where none was found. */
export function madeRollback(reversal: Reversal | null, { version }: Step): string | null {
  const sql = reversal?.script() ?? null;
  return sql === null ? null : `${introduction(version)}\n${sql}`;
}

function introduction(version: string): string {
  return [
    `-- Takes back ${version}, which had no rollback: made when it was applied, out of the schema before and after.`,
    '-- It gives back the schema, byte for byte, and leaves the rows that are there. What the migration overwrote or destroyed',
    '-- is not in it; nor does it take away rows that the migration added to tables that were there.',
    '',
  ].join('\n');
}
