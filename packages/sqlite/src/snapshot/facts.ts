import type Database from 'better-sqlite3';
import type { Version } from '@zepix/migrations-core';
import { readLedger } from '../ledger/read.js';
import type { LedgerTables } from '../ledger/tables.js';

/** What is true of a database at one moment. */
export interface Facts {
  readonly pages: number;
  readonly pageSize: number;
  readonly journalMode: string;
  readonly version: Version | null;
  readonly historyHead: string | null;
}

/** Reads them through one connection; in a transaction they belong together. */
export function readFacts(db: Database.Database, tables: LedgerTables): Facts {
  const reading = readLedger(db, tables);
  const applied = reading.kind === 'present' ? reading.records.filter(({ state }) => state === 'applied') : [];
  return {
    pages: db.pragma('page_count', { simple: true }) as number,
    pageSize: db.pragma('page_size', { simple: true }) as number,
    journalMode: String(db.pragma('journal_mode', { simple: true })),
    version: applied.at(-1)?.version ?? null,
    historyHead: reading.kind === 'present' ? (reading.head?.hash ?? null) : null,
  };
}
