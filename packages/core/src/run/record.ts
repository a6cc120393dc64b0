import type { Executor } from '../ports/driver.js';
import type { Cursor, HistoryEventName, LedgerEntry } from '../ports/ledger.js';
import type { MigrationError } from '../kernel/error.js';
import { toStored } from '../files/formats/stored.js';
import type { Step } from '../plan/step.js';
import { timestamp } from './context.js';
import type { RunContext } from './context.js';

/** Where a step stands in its run: at its first and last step the whole schema is stored beside the counter. */
export interface Place {
  readonly ledgerTable: string;
  readonly first: boolean;
  readonly last: boolean;
}

/** What a ledger row tells of a migration. */
export type Recorded = Pick<Step, 'version' | 'name' | 'description' | 'script' | 'rollback'>;

/** The ledger's row for a step. */
export function ledgerEntry(
  context: RunContext,
  step: Recorded,
  facts: {
    readonly executionTimeMs: number | null;
    readonly cookie: number | null;
    readonly schemaBefore: string | null;
    readonly schemaAfter: string | null;
    readonly cursor?: Cursor;
    /** A rollback that was made while the migration ran. It has no checksum, so that a file may come later. */
    readonly madeRollback?: string | null;
  },
): LedgerEntry {
  const { identity, runId } = context;
  return {
    version: step.version,
    name: step.name,
    description: step.description,
    appliedAt: timestamp(context),
    checksum: step.script.checksum,
    executionTimeMs: facts.executionTimeMs,
    state: facts.cursor === undefined ? 'applied' : 'running',
    cursor: facts.cursor ?? null,
    runId,
    appliedBy: identity.user,
    host: identity.host,
    toolVersion: identity.toolVersion,
    cookie: facts.cookie,
    schemaBefore: facts.schemaBefore,
    schemaAfter: facts.schemaAfter,
    rollbackChecksum: step.rollback?.checksum ?? null,
    rollbackSql: step.rollback === null ? (facts.madeRollback ?? null) : toStored(step.rollback),
  };
}

/** Stores the schema's model as it is now; gives its hash. */
export function storeSchema(executor: Executor): string {
  const schema = executor.schema();
  executor.ledger.storeSchema(schema);
  return schema.hash;
}

/** Appends an event to the history, with the schema counter as it is now. */
export function remember(
  executor: Executor,
  context: RunContext,
  event: HistoryEventName,
  about: {
    readonly step?: Step | undefined;
    readonly cookie?: number;
    readonly schema?: string | null;
    readonly details?: Readonly<Record<string, unknown>>;
  },
): void {
  const { step, cookie = executor.cookie(), schema = null } = about;
  const details = context.consent === null ? (about.details ?? {}) : { ...about.details, consent: context.consent };
  executor.ledger.append({
    event,
    version: step?.version ?? null,
    runId: context.runId,
    at: timestamp(context),
    cookie,
    schema,
    details: step === undefined ? details : { name: step.name, checksum: step.script.checksum, by: context.identity.user, ...details },
  });
}

/** Creates or extends the ledger where that is needed, with its line of history. */
export function ensureLedger(tx: Executor, context: RunContext): void {
  const done = tx.ledger.prepare();
  if (done === 'nothing') return;
  remember(tx, context, done === 'created' ? 'ledger-created' : 'ledger-extended', { schema: storeSchema(tx) });
}

/** One line of history for a failure, with the schema as it stands. `onCopy`: it failed in a rehearsal. */
export function rememberFailure(executor: Executor, context: RunContext, step: Step, error: MigrationError, onCopy = false): void {
  const { code, message, location } = error;
  const place = { file: location?.file, line: location?.line, column: location?.column };
  const details = { direction: step.direction, code, message, ...place, ...(onCopy && { rehearsal: true }) };
  const event = code === 'INTERRUPTED' ? 'interrupted' : 'failed';
  remember(executor, context, event, {
    step,
    schema: storeSchema(executor),
    details: JSON.parse(JSON.stringify(details)) as typeof details,
  });
}
