import { createHash } from 'node:crypto';
import { MigrationError } from '../kernel/error.js';
import type { Session } from '../ports/driver.js';
import type { Cursor } from '../ports/ledger.js';
import type { Step, StepCode } from '../plan/step.js';
import { runCode } from './code.js';
import type { RunContext } from './context.js';
import { ledgerEntry } from './record.js';
import type { Place } from './record.js';
import { runStatement } from './statements.js';
import { finish } from './transactional.js';
import type { Watch } from './watch.js';

/**
 * Runs a `Transaction: NO` migration statement by statement, each together with the cursor that says how far it came, so that a run
 * that dies goes on behind the last statement that is done.
 */
export async function runStandalone(session: Session, context: RunContext, step: Step, at: Place, watch: Watch): Promise<number> {
  if (step.code !== null) return runStandaloneCode(session, context, step, step.code, at, watch);
  const started = context.clock.ticks();
  const options = { foreignKeys: step.header.foreignKeys };
  const from = resumePoint(step);
  let lockMs = 0;
  if (step.resume === null) lockMs += (await session.transact(options, (tx) => begin(tx, context, step))).lockMs;
  await session.unwrapped(options, async (direct) => {
    for (const [index, statement] of step.program.statements.entries()) {
      if (index < from) continue;
      const cursor = cursorAfter(step, index + 1);
      let notice: string | null = null;
      if (session.inTransaction) {
        direct.ledger.advance(step.version, cursor);
        notice = runStatement(direct, step, statement);
      } else if (statement.standalone) {
        notice = runStatement(direct, step, statement);
        direct.ledger.advance(step.version, cursor);
      } else {
        const held = await session.transact(options, (tx) => {
          const told = runStatement(tx, step, statement);
          tx.ledger.advance(step.version, cursor);
          return told;
        });
        notice = held.value;
        lockMs += held.lockMs;
      }
      watch.statement(index + 1, notice);
    }
    if (session.inTransaction) throw leftOpen(step);
  });
  const executionTimeMs = Math.round(context.clock.ticks() - started);
  const held = await session.transact(options, (tx) => finish(tx, context, step, { schemaBefore: null, last: at.last, executionTimeMs }));
  return lockMs + held.lockMs;
}

/**
 * Runs code without a transaction: each of its statements is committed by itself, or by the BEGIN and COMMIT that it runs. How far it came
 * is in nobody's books: one that is broken off begins again from its start.
 */
async function runStandaloneCode(
  session: Session,
  context: RunContext,
  step: Step,
  code: StepCode,
  at: Place,
  watch: Watch,
): Promise<number> {
  const started = context.clock.ticks();
  const options = { foreignKeys: step.header.foreignKeys };
  let lockMs = 0;
  if (step.resume === null) lockMs += (await session.transact(options, (tx) => begin(tx, context, step))).lockMs;
  await session.unwrapped(options, async (direct) => {
    runCode(direct, context, step, code, watch);
    if (session.inTransaction) throw leftOpen(step);
  });
  const executionTimeMs = Math.round(context.clock.ticks() - started);
  const held = await session.transact(options, (tx) => finish(tx, context, step, { schemaBefore: null, last: at.last, executionTimeMs }));
  return lockMs + held.lockMs;
}

function begin(tx: Session['direct'], context: RunContext, step: Step): void {
  const cursor = cursorAfter(step, 0);
  if (step.direction === 'down') return tx.ledger.advance(step.version, cursor);
  tx.ledger.record(ledgerEntry(context, step, { executionTimeMs: null, cookie: null, schemaBefore: null, schemaAfter: null, cursor }));
}

/** Where to go on. @throws INTERRUPTED_MIGRATION when the statements that are done are no longer those of the file */
function resumePoint(step: Step): number {
  const { resume } = step;
  if (resume === null) return 0;
  if (cursorAfter(step, resume.done).prefix === resume.prefix) return resume.done;
  throw new MigrationError(
    'INTERRUPTED_MIGRATION',
    `The first ${resume.done} statements of ${step.script.file} ran already, and were edited since.`,
    {
      hint: 'Restore them as they were; only what comes behind them may change.',
      location: { file: step.script.file, line: 1, column: 1, offset: 0 },
    },
  );
}

function cursorAfter({ program, direction }: Step, done: number): Cursor {
  const prefix = createHash('sha256');
  for (const { original } of program.statements.slice(0, done)) prefix.update(original).update('\0');
  return { direction, done, of: program.statements.length, prefix: prefix.digest('hex') };
}

function leftOpen({ script }: Step): MigrationError {
  return new MigrationError('TRANSACTION_LEFT_OPEN', `${script.file} begins a transaction that it never ends.`, {
    hint: 'Add the COMMIT that is missing.',
    location: { file: script.file, line: 1, column: 1, offset: 0 },
  });
}
