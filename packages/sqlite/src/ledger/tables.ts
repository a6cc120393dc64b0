import { isForeignLedgerName } from './foreign.js';

/** Names of the engine's own tables in a database, from the ledger's. */
export interface LedgerTables {
  readonly ledger: string;
  readonly history: string;
  readonly models: string;
}

export function ledgerTables(ledger: string): LedgerTables {
  return { ledger, history: `${ledger}_history`, models: `${ledger}_models` };
}

/** Whether an object is the engine's own, or the ledger of another tool: schemas are compared without those. */
export function isOwnObject(ledger: string): (name: string) => boolean {
  const isEngine = isEngineObject(ledger);
  return (name) => isEngine(name) || isForeignLedgerName(name);
}

/** Whether an object is the engine's own. */
export function isEngineObject(ledger: string): (name: string) => boolean {
  const { history, models } = ledgerTables(ledger.toLowerCase());
  const own = new Set([ledger.toLowerCase(), history, models]);
  return (name) => own.has(name.toLowerCase()) || name.toLowerCase().startsWith('_zepix_');
}

/** The five columns of the original specification. A table that has just these is extended in place. */
export const ORIGINAL_COLUMNS = ['version', 'applied_at', 'description', 'checksum', 'execution_time_ms'] as const;

/** The columns this engine adds: every one nullable, since scripts insert rows of their own. */
export const ADDED_COLUMNS: readonly (readonly [name: string, type: string])[] = [
  ['name', 'TEXT'],
  ['state', "TEXT DEFAULT 'applied'"],
  ['cursor', 'TEXT'],
  ['run_id', 'TEXT'],
  ['applied_by', 'TEXT'],
  ['host', 'TEXT'],
  ['tool_version', 'TEXT'],
  ['cookie', 'INTEGER'],
  ['schema_before', 'TEXT'],
  ['schema_after', 'TEXT'],
  ['rollback_sql', 'TEXT'],
  ['rollback_checksum', 'TEXT'],
];

/** What is read of the two tables beside the ledger. */
export const HISTORY_COLUMNS = [
  'id',
  'at',
  'event',
  'version',
  'run_id',
  'cookie',
  'schema_hash',
  'details',
  'previous_hash',
  'hash',
] as const;
export const MODEL_COLUMNS = ['hash', 'model'] as const;

export function createLedger({ ledger }: LedgerTables): string {
  const added = ADDED_COLUMNS.map(([name, type]) => `  ${name} ${type}`).join(',\n');
  return `CREATE TABLE ${ledger} (
  version TEXT PRIMARY KEY NOT NULL,
  applied_at DATETIME,
  description TEXT,
  checksum TEXT,
  execution_time_ms INTEGER,
${added}
)`;
}

export function createHistory({ history }: LedgerTables): string {
  return `CREATE TABLE IF NOT EXISTS ${history} (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  event TEXT NOT NULL,
  version TEXT,
  run_id TEXT NOT NULL,
  cookie INTEGER,
  schema_hash TEXT,
  details TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL
)`;
}

export function createModels({ models }: LedgerTables): string {
  return `CREATE TABLE IF NOT EXISTS ${models} (
  hash TEXT PRIMARY KEY NOT NULL,
  model BLOB NOT NULL
)`;
}
