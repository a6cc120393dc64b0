import type { Version } from '../kernel/version.js';
import type { Schema } from './schema.js';

/** How far a migration without a transaction has come. */
export interface Cursor {
  readonly direction: 'up' | 'down';
  /** Statements that are done for certain. */
  readonly done: number;
  readonly of: number;
  /** SHA-256 of the text of the statements done, so that a run goes on only behind the same beginning. */
  readonly prefix: string;
}

/** One row of the ledger: a migration that stands applied, or one without a transaction that is half-way. */
export interface LedgerRecord {
  readonly version: Version;
  readonly name: string | null;
  readonly description: string | null;
  /** UTC, ISO 8601 with Z. Rows that others wrote are given as they are. */
  readonly appliedAt: string | null;
  /** SHA-256 of the normalised file; null for rows that scripts or older tools wrote. */
  readonly checksum: string | null;
  readonly executionTimeMs: number | null;
  readonly state: 'applied' | 'running';
  readonly cursor: Cursor | null;
  readonly runId: string | null;
  readonly appliedBy: string | null;
  readonly host: string | null;
  readonly toolVersion: string | null;
  /** The database's schema counter right after this migration; null when not recorded. */
  readonly cookie: number | null;
  /** Hashes of the stored schema models, where this row began or ended a run. */
  readonly schemaBefore: string | null;
  readonly schemaAfter: string | null;
  /** SHA-256 of the rollback stored with the row; null when there was none. */
  readonly rollbackChecksum: string | null;
}

/** What the append-only history can tell of. */
export type HistoryEventName =
  | 'ledger-created'
  | 'ledger-extended'
  | 'applied'
  | 'rolled-back'
  | 'failed'
  | 'interrupted'
  | 'drift-accepted'
  | 'restored'
  | 'baselined'
  | 'repaired'
  | 'pruned';

/** An event to append to the history. `details` must be plain JSON. */
export interface HistoryEvent {
  readonly event: HistoryEventName;
  readonly version: Version | null;
  readonly runId: string;
  /** UTC, ISO 8601 with Z. */
  readonly at: string;
  /** The schema counter when this was written, and the hash of the stored model where one was stored with it. */
  readonly cookie: number | null;
  readonly schema: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

/** A row of the history: its event and its place in the hash chain. */
export interface HistoryEntry extends HistoryEvent {
  readonly id: number;
  readonly previousHash: string;
  readonly hash: string;
}

/** The end of the hash chain: quote it, and nobody can cut the tail off unseen. */
export interface HistoryHead {
  readonly hash: string;
  readonly length: number;
}

/** The schema counter at the newest history event, and the newest stored model's hash if it belongs to that very counter. */
export interface SchemaBaseline {
  readonly cookie: number;
  readonly schema: string | null;
}

/** What was found where the ledger should be. */
export type LedgerReading =
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'foreign';
      /** What was found, as the end of a sentence. */
      readonly reason: string;
      /** True where it stands under a name of its own, so that a ledger of ours can stand beside it. */
      readonly elsewhere: boolean;
    }
  | {
      readonly kind: 'present';
      /** Whether every table and column is there that this version writes. */
      readonly isWhole: boolean;
      /** Sorted by version. */
      readonly records: readonly LedgerRecord[];
      readonly head: HistoryHead | null;
      /** The schema as the engine last left it: what drift is measured against. */
      readonly baseline: SchemaBaseline | null;
      /** The newest history event of each failed version that has not been applied since. */
      readonly failures: readonly HistoryEntry[];
    };

/** What a row is written from; the store adds nothing of its own. */
export interface LedgerEntry extends LedgerRecord {
  readonly rollbackSql: string | null;
}

/** Writing the ledger. Every method runs in the transaction that is open; none begins or ends one. */
export interface LedgerWriter {
  /** Creates the tables, or extends a five-column ledger in place. Says what it did. */
  prepare(): 'nothing' | 'created' | 'extended';
  /** Whether the version stands in the ledger now, read inside the transaction. */
  has(version: Version): boolean;
  /** Inserts the row, or replaces the row of the same version number. */
  record(entry: LedgerEntry): void;
  remove(version: Version): void;
  /** Stores how far a migration without a transaction has come. */
  advance(version: Version, cursor: Cursor): void;
  append(event: HistoryEvent): HistoryHead;
  storeSchema(schema: Schema): void;
}
