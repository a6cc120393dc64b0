import type { Database } from '../config/database.js';
import { MigrationError } from '../kernel/error.js';

/** The error of whoever would have to read or write the ledger of another tool. */
export function foreignLedger({ shown }: Database, reason: string): MigrationError {
  return new MigrationError('FOREIGN_LEDGER', `The ledger of ${shown} belongs to another tool: ${reason}.`, {
    hint: 'Set "ledgerTable" in the config to a name of its own.',
    dataState: 'Nothing was changed.',
  });
}
