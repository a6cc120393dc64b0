import { MigrationError } from '../kernel/error.js';
import type { LedgerReading } from '../ports/ledger.js';

type Foreign = Pick<Extract<LedgerReading, { kind: 'foreign' }>, 'reason' | 'elsewhere'>;

/** The error of a database whose migrations another tool keeps account of: what it applied must not run again. */
export function foreignLedger(shown: string, { reason, elsewhere }: Foreign): MigrationError {
  const record = 'record what that tool applied with "baseline VERSION"';
  const rename = 'Set "ledgerTable" in the config to a name of its own';
  const message = elsewhere
    ? `${shown} was migrated by another tool: ${reason}.`
    : `${shown} has a table with the ledger's name that this engine did not make: ${reason}.`;
  return new MigrationError('FOREIGN_LEDGER', message, {
    hint: elsewhere ? `To go on from there, ${record}; its table stays as it is.` : `${rename}, then ${record}.`,
    dataState: 'Nothing was changed.',
  });
}
