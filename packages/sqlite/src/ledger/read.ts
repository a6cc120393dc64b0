import { hash as digest } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type Database from 'better-sqlite3';
import { compareVersions, isVersion, versionKey } from '@zepix/migrations-core';
import type {
  Cursor,
  HistoryEntry,
  HistoryHead,
  LedgerReading,
  LedgerRecord,
  Schema,
  SchemaBaseline,
  Version,
} from '@zepix/migrations-core';
import { findForeignLedger } from './foreign.js';
import { ledgerShape, strangeBeside } from './shape.js';
import type { LedgerTables } from './tables.js';

/** A model larger than this was not written by us. */
const MOST_MODEL_BYTES = 256 * 1024 * 1024;

type Row = Readonly<Record<string, string | number | null>>;

/** Reads the ledger as it is, in whatever of its shapes. */
export function readLedger(db: Database.Database, tables: LedgerTables): LedgerReading {
  const shape = ledgerShape(db, tables.ledger);
  if (shape.kind === 'foreign') return { ...shape, elsewhere: false };
  const beside = strangeBeside(db, tables);
  if (beside !== null) return { kind: 'foreign', reason: beside, elsewhere: false };
  if (shape.kind === 'absent') {
    const reason = findForeignLedger(db, tables.ledger);
    return reason === null ? shape : { kind: 'foreign', reason, elsewhere: true };
  }
  const columns = COLUMNS.filter((column) => !shape.missing.includes(column));
  const rows = db.prepare(`SELECT ${columns.join(', ')} FROM ${tables.ledger}`).all() as Row[];
  const strange = findStrange(rows);
  if (strange !== null) return { kind: 'foreign', reason: strange, elsewhere: false };
  const records = rows.map(recordOf).toSorted((a, b) => compareVersions(a.version, b.version));
  if (!hasTable(db, tables.history)) return { kind: 'present', isWhole: false, records, head: null, baseline: null, failures: [] };
  const isWhole = shape.missing.length === 0 && hasTable(db, tables.models);
  return {
    kind: 'present',
    isWhole,
    records,
    head: readHead(db, tables),
    baseline: readBaseline(db, tables),
    failures: readFailures(db, tables),
  };
}

/** All but rollback_sql, which is long and only wanted one at a time. */
const COLUMNS = [
  'version',
  'applied_at',
  'description',
  'checksum',
  'execution_time_ms',
  'name',
  'state',
  'cursor',
  'run_id',
  'applied_by',
  'host',
  'tool_version',
  'cookie',
  'schema_before',
  'schema_after',
  'rollback_checksum',
];

function recordOf(row: Row): LedgerRecord {
  return {
    version: String(row['version']),
    name: text(row['name']),
    description: text(row['description']),
    appliedAt: text(row['applied_at']),
    checksum: text(row['checksum']),
    executionTimeMs: positive(row['execution_time_ms']),
    state: row['state'] === 'running' ? 'running' : 'applied',
    cursor: cursorOf(row['cursor']),
    runId: text(row['run_id']),
    appliedBy: text(row['applied_by']),
    host: text(row['host']),
    toolVersion: text(row['tool_version']),
    cookie: number(row['cookie']),
    schemaBefore: text(row['schema_before']),
    schemaAfter: text(row['schema_after']),
    rollbackChecksum: text(row['rollback_checksum']),
  };
}

/** Rows that no run of this engine could have written make the whole table one that it must not touch. */
function findStrange(rows: readonly Row[]): string | null {
  const seen = new Set<string>();
  for (const { version } of rows) {
    const digits = version === null || version === undefined ? '' : String(version);
    if (!isVersion(digits)) return `it holds a version that is not a number ("${digits}")`;
    if (seen.has(versionKey(digits))) return `it holds version ${digits} twice`;
    seen.add(versionKey(digits));
  }
  return null;
}

export function readRollback(db: Database.Database, { ledger }: LedgerTables, version: Version): string | null {
  const shape = ledgerShape(db, ledger);
  if (shape.kind !== 'ours' || shape.missing.includes('rollback_sql')) return null;
  const found = db.prepare(`SELECT rollback_sql FROM ${ledger} WHERE version = ?`).pluck().get(version);
  return typeof found === 'string' ? found : null;
}

export function readHead(db: Database.Database, { history }: LedgerTables): HistoryHead | null {
  const row = db.prepare(`SELECT hash, id AS length FROM ${history} ORDER BY id DESC LIMIT 1`).get() as HistoryHead | undefined;
  return row !== undefined && isHash(row.hash) && Number.isSafeInteger(row.length) ? row : null;
}

function readBaseline(db: Database.Database, { history }: LedgerTables): SchemaBaseline | null {
  const sql = `SELECT cookie, schema_hash AS schema FROM ${history} WHERE cookie IS NOT NULL ORDER BY id DESC LIMIT 1`;
  const row = db.prepare(sql).get() as Row | undefined;
  const cookie = number(row?.['cookie']);
  return cookie === null ? null : { cookie, schema: text(row?.['schema']) };
}

export function readHistory(db: Database.Database, { history }: LedgerTables): readonly HistoryEntry[] {
  if (!hasTable(db, history)) return [];
  return (db.prepare(`SELECT * FROM ${history} ORDER BY id`).all() as Row[]).map(entryOf);
}

/** The failures that no later event of the same version has answered. */
function readFailures(db: Database.Database, { history }: LedgerTables): HistoryEntry[] {
  const newest = `SELECT max(id) FROM ${history} AS later WHERE later.version = failed.version`;
  const sql = `SELECT * FROM ${history} AS failed WHERE event = 'failed' AND id = (${newest}) ORDER BY id`;
  return (db.prepare(sql).all() as Row[]).map(entryOf).filter(({ version }) => version !== null && isVersion(version));
}

function entryOf(row: Row): HistoryEntry {
  return {
    id: Number(row['id']),
    at: String(row['at']),
    event: row['event'] as HistoryEntry['event'],
    version: text(row['version']),
    runId: String(row['run_id']),
    cookie: number(row['cookie']),
    schema: text(row['schema_hash']),
    details: detailsOf(row['details']),
    previousHash: String(row['previous_hash']),
    hash: String(row['hash']),
  };
}

/** Details that are no JSON were tampered with: they are shown as they are, and the chain breaks there. */
function detailsOf(value: Row[string] | undefined): Readonly<Record<string, unknown>> {
  return parsed(value) ?? { unreadable: text(value) };
}

export function readModel(db: Database.Database, { models }: LedgerTables, hash: string): Schema | null {
  if (!hasTable(db, models)) return null;
  const model = db.prepare(`SELECT model FROM ${models} WHERE hash = ?`).pluck().get(hash);
  const text = Buffer.isBuffer(model) ? inflated(model) : null;
  return text !== null && digest('sha256', text) === hash ? { hash, text } : null;
}

function hasTable(db: Database.Database, name: string): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND lower(name) = lower(?)").get(name) !== undefined;
}

function cursorOf(value: Row[string] | undefined): Cursor | null {
  const { direction, done, of, prefix } = parsed(value) ?? {};
  const isCursor = (direction === 'up' || direction === 'down') && isCount(done) && isCount(of) && typeof prefix === 'string';
  return isCursor ? { direction, done, of, prefix } : null;
}

/** The object that a value holds as JSON; null for anything else. */
function parsed(value: Row[string] | undefined): Readonly<Record<string, unknown>> | null {
  if (typeof value !== 'string') return null;
  try {
    const found: unknown = JSON.parse(value);
    return typeof found === 'object' && found !== null && !Array.isArray(found) ? (found as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** Null where it is no whole model: then there is nothing to compare with, as where none was stored. */
function inflated(model: Buffer): string | null {
  try {
    return gunzipSync(model, { maxOutputLength: MOST_MODEL_BYTES }).toString('utf8');
  } catch {
    return null;
  }
}

function isHash(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function positive(value: Row[string] | undefined): number | null {
  const found = number(value);
  return found !== null && found >= 0 ? found : null;
}

function text(value: Row[string] | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}

function number(value: Row[string] | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
