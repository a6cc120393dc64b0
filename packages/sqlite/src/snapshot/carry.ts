import type Database from 'better-sqlite3';
import { findBreak } from '@zepix/migrations-core';
import type { HistoryEvent, LedgerReading } from '@zepix/migrations-core';
import { readHistory, readLedger } from '../ledger/read.js';
import { isOwnObject } from '../ledger/tables.js';
import type { LedgerTables } from '../ledger/tables.js';
import { SqliteLedgerWriter } from '../ledger/write.js';
import { introspect, toSchema } from '../model/index.js';

type Row = Readonly<Record<string, string | number | bigint | Buffer | null>>;

/** What the history of the database that is replaced says beyond the snapshot's. */
export interface NewerHistory {
  /** Whether that database had a ledger of ours. */
  readonly hasLedger: boolean;
  readonly rows: readonly Row[];
  readonly models: readonly Row[];
  /** Why its history can't be put behind the snapshot's; null when it can. */
  readonly refusal: string | null;
}

export const NO_HISTORY: NewerHistory = { hasLedger: false, rows: [], models: [], refusal: null };

/** Compares the two hash chains: the newer rows can only be carried over where the snapshot's chain is the beginning of a whole one. */
export function newerHistory(replaced: Database.Database, snapshot: Database.Database, tables: LedgerTables): NewerHistory {
  const reading = readLedger(replaced, tables);
  if (!hasHistory(reading)) return { ...NO_HISTORY, hasLedger: reading.kind === 'present' };
  const [all, known] = [readHistory(replaced, tables), readHistory(snapshot, tables)];
  const refusal = refusalOf(all, known);
  if (refusal !== null) return { hasLedger: true, rows: [], models: [], refusal };
  const after = known.at(-1)?.id ?? Number.MIN_SAFE_INTEGER;
  const rows = replaced.prepare(`SELECT * FROM ${tables.history} WHERE id > ? ORDER BY id`).all(after) as Row[];
  const models = replaced.prepare(`SELECT hash, model FROM ${tables.models}`).all() as Row[];
  return { hasLedger: true, rows, models, refusal };
}

type History = ReturnType<typeof readHistory>;

function refusalOf(all: History, known: History): string | null {
  const broken = findBreak(all);
  if (broken !== null) return `its hash chain breaks at row ${broken.entry.id}: ${broken.reason}`;
  const shorter = Math.min(all.length, known.length);
  const parting = all.slice(0, shorter).findIndex(({ id, hash }, index) => known[index]?.hash !== hash || known[index]?.id !== id);
  return parting < 0 ? null : `the snapshot's history is not the beginning of it: they part at row ${parting + 1}`;
}

function hasHistory(reading: LedgerReading): boolean {
  return reading.kind === 'present' && reading.head !== null;
}

/**
 * Puts the newer history behind that of an open copy of the snapshot, and one event more, with the schema as it is there. A database
 * that never had a ledger, before or in the snapshot, gets none; one whose ledger is another tool's is left alone.
 */
export function carryOver(copy: Database.Database, tables: LedgerTables, newer: NewerHistory, event: HistoryEvent): void {
  const reading = readLedger(copy, tables);
  if (reading.kind === 'foreign' && !reading.elsewhere) return;
  if (reading.kind !== 'present' && !newer.hasLedger) return;
  const writer = new SqliteLedgerWriter(copy, tables);
  writer.prepare();
  for (const row of newer.rows) insert(copy, tables.history, row);
  for (const row of newer.models) insert(copy, tables.models, row);
  const schema = toSchema(introspect(copy, isOwnObject(tables.ledger)));
  writer.storeSchema(schema);
  writer.append({ ...event, schema: schema.hash });
}

function insert(db: Database.Database, table: string, row: Row): void {
  const names = Object.keys(row);
  db.prepare(`INSERT OR IGNORE INTO ${table} (${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`).run(row);
}
