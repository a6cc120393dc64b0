import type { Database } from '../config/database.js';
import { findBreak } from '../ledger/chain.js';
import type { Driver, View } from '../ports/driver.js';
import type { HistoryEntry } from '../ports/ledger.js';
import { targetOf } from '../survey/survey.js';
import { foreignLedger } from '../plan/foreign-ledger.js';

/** The history of one database, and whether its hash chain holds. */
export interface History {
  readonly database: string;
  readonly entries: readonly HistoryEntry[];
  readonly head: string | null;
  /** Null when the chain holds. */
  readonly broken: { readonly id: number; readonly reason: string } | null;
}

/** Reads the append-only history; changes nothing. Empty without a ledger. @throws MigrationError FOREIGN_LEDGER, and as `Driver.read` */
export function readHistory(driver: Driver, database: Database): History {
  const entries = driver.read(targetOf(driver, database), (view) => entriesOf(view, database));
  const broken = findBreak(entries);
  return {
    database: database.name,
    entries,
    head: entries.at(-1)?.hash ?? null,
    broken: broken === null ? null : { id: broken.entry.id, reason: broken.reason },
  };
}

function entriesOf(view: View, database: Database): readonly HistoryEntry[] {
  const ledger = view.ledger();
  if (ledger.kind === 'foreign') throw foreignLedger(database.shown, ledger);
  return ledger.kind === 'present' ? view.history() : [];
}
