import type { Executor, View } from '../ports/driver.js';
import type { LedgerEntry } from '../ports/ledger.js';
import { toStored } from '../files/formats/stored.js';
import type { RunContext } from '../run/context.js';
import { ensureLedger, remember, storeSchema } from '../run/record.js';
import { timestamp } from '../run/context.js';
import { describeRepair } from './repair-plan.js';
import type { RepairAction } from './repair-plan.js';

/** Makes the changes, each with its line of history, in the transaction that is open. */
export function repair(tx: Executor, view: View, context: RunContext, actions: readonly RepairAction[]): void {
  ensureLedger(tx, context);
  for (const action of actions) perform(tx, view, context, action);
}

function perform(tx: Executor, view: View, context: RunContext, action: RepairAction): void {
  const details: Record<string, unknown> = { action: action.kind, description: describeRepair(action), by: context.identity.user };
  if (action.kind === 'accept-file' || action.kind === 'accept-rollback') {
    const stored = view.rollbackSql(action.version);
    details['before'] = { checksum: action.record.checksum, rollbackChecksum: action.record.rollbackChecksum };
    if (stored !== null) details['rollbackSql'] = stored;
    tx.ledger.record(accepted(action, stored));
  }
  if (action.kind === 'forget-missing') {
    details['row'] = action.record;
    details['rollbackSql'] = view.rollbackSql(action.version);
    tx.ledger.remove(action.version);
  }
  if (action.kind === 'accept-schema') details['differences'] = action.differences;
  const schema = action.kind === 'accept-schema' ? storeSchema(tx) : undefined;
  if (schema === undefined) {
    // No counter: only an accepted schema may move what drift is measured against.
    tx.ledger.append({
      event: 'repaired',
      version: action.version,
      runId: context.runId,
      at: timestamp(context),
      cookie: null,
      schema: null,
      details: plain(details),
    });
  } else remember(tx, context, 'drift-accepted', { schema, details: plain(details) });
}

/** A rollback that is stored and no longer lies in the folder stays: it may be the only way back. */
function accepted(
  { record, file }: Extract<RepairAction, { kind: 'accept-file' | 'accept-rollback' }>,
  stored: string | null,
): LedgerEntry {
  const { rollback } = file;
  return {
    ...record,
    name: file.name,
    checksum: file.checksum,
    rollbackChecksum: rollback === null ? record.rollbackChecksum : rollback.checksum,
    rollbackSql: rollback === null ? stored : toStored(rollback),
  };
}

/** What the history stores is hashed as JSON: it must read back as it was written. */
function plain(details: Record<string, unknown>): Record<string, unknown> {
  return JSON.parse(JSON.stringify(details)) as Record<string, unknown>;
}
