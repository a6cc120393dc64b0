import { redefinesTables } from '../files/text.js';
import { MigrationError } from '../kernel/error.js';
import type { Executor, Violation } from '../ports/driver.js';
import { EVERY_NAME } from '../ports/script.js';
import type { Guarded, Sealed } from '../ports/safety.js';
import type { Step } from '../plan/step.js';
import { runCode } from './code.js';
import { timestamp } from './context.js';
import type { RunContext } from './context.js';
import { sealedDetails, sealedTexts } from './sealed.js';
import { ledgerEntry, remember, storeSchema } from './record.js';
import type { Place } from './record.js';
import { madeRollback, watchForRollback } from './reversal.js';
import { runStatements } from './statements.js';
import { commonViolations, newViolations, violationError } from './violations.js';
import type { Watch } from './watch.js';

/** What a migration did inside its transaction. */
export interface Written {
  /** Rows that its own statements wrote, those of triggers included. */
  readonly rows: number;
  /** What was kept of it and brought back; null without a safety part. */
  readonly sealed: Sealed | null;
}

/** The whole of a migration inside the transaction that is open: its statements, its checks, its row, its line of history. */
export function runInTransaction(tx: Executor, context: RunContext, step: Step, at: Place, watch: Watch): Written {
  refuseStale(tx, step);
  const started = context.clock.ticks();
  const schemaBefore = at.first ? storeSchema(tx) : null;
  const checked = !step.header.foreignKeys;
  const before = checked ? tx.violations(step.program.mentions) : [];
  const reversal = watchForRollback(tx, context, step, at.ledgerTable);
  const guard = context.safety?.guard(tx, guarded(context, step, at)) ?? null;
  const hands = guard?.executor ?? tx;
  const written = hands.rowsWritten;
  if (step.code === null) runStatements(hands, step, watch);
  else runCode(hands, context, step, step.code, watch);
  const rows = hands.rowsWritten - written;
  const after = checked && step.way === 'script' ? hands.violations(step.program.mentions) : before;
  const broken = newViolations(before, after);
  // Where something is to come back, it may be what the script's rows lack.
  if (broken.length > 0 && guard?.bringsBack !== true) throw brokenBy(step, broken);
  const sealed = guard?.seal() ?? null;
  const now = sealed?.returned && checked ? tx.violations(EVERY_NAME) : null;
  const left = now === null ? broken : commonViolations(broken, now);
  if (left.length > 0) throw brokenBy(step, left);
  if (now !== null) tellViolations(newViolations(after, now), watch);
  for (const text of sealed === null ? [] : sealedTexts(sealed)) watch.notice(text);
  const made = madeRollback(reversal, step);
  finish(tx, context, step, { sealed, made, schemaBefore, last: at.last, executionTimeMs: Math.round(context.clock.ticks() - started) });
  return { rows, sealed };
}

function brokenBy({ script: { file } }: Step, broken: readonly Violation[]): MigrationError {
  return violationError(broken).with({ location: { file, line: 1, column: 1, offset: 0 } });
}

/** What came back is as it was, and may miss a parent that was missing then, or that the application deleted since: told, not refused. */
function tellViolations(broken: readonly Violation[], watch: Watch): void {
  if (broken.length > 0)
    watch.notice(`Of what was brought back, ${violationError(broken).message.replace(/^The migration would break /, 'rows break ')}`);
}

function guarded(
  context: RunContext,
  { version, name, direction, appliedChecksum, way, header, script }: Step,
  { ledgerTable }: Place,
): Guarded {
  return {
    version,
    name,
    direction,
    checksum: appliedChecksum,
    runId: context.runId,
    at: timestamp(context),
    foreignKeys: header.foreignKeys,
    ledgerTable,
    way,
    redefinesTables: redefinesTables(script.text),
    mayKeepAside: context.approved,
    fills: context.fills,
  };
}

/** The ledger's row and the history's line: in the same transaction as what they tell of. */
export function finish(
  tx: Executor,
  context: RunContext,
  step: Step,
  facts: {
    readonly schemaBefore: string | null;
    readonly last: boolean;
    readonly executionTimeMs: number;
    readonly sealed?: Sealed | null;
    readonly made?: string | null;
  },
): void {
  const schemaAfter = facts.last ? storeSchema(tx) : null;
  const { executionTimeMs, schemaBefore } = facts;
  const details = { executionTimeMs, ...(step.stored && { rollbackFrom: 'ledger' }), ...(facts.sealed && sealedDetails(facts.sealed)) };
  const cookie = tx.cookie();
  if (step.direction === 'up') {
    const entry = { executionTimeMs, cookie, schemaBefore, schemaAfter, madeRollback: facts.made ?? null };
    tx.ledger.record(ledgerEntry(context, step, entry));
    remember(tx, context, 'applied', { step, cookie, schema: schemaAfter, details });
  } else {
    tx.ledger.remove(step.version);
    remember(tx, context, 'rolled-back', { step, cookie, schema: schemaAfter, details });
  }
}

/** The plan was made under the runner's lock, but other programs can write the ledger too: look again where it counts. */
function refuseStale(tx: Executor, { direction, version }: Step): void {
  if (tx.ledger.has(version) === (direction === 'down')) return;
  const what = direction === 'up' ? 'is in the ledger already' : 'is no longer in the ledger';
  throw new MigrationError('PLAN_CHANGED', `${version} ${what}: somebody changed it after this run was planned.`, {
    hint: 'Run the command again.',
  });
}
