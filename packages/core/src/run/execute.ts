import { errorReport } from '../kernel/error-report.js';
import { MigrationError, toMigrationError } from '../kernel/error.js';
import type { Executor, Session, View } from '../ports/driver.js';
import type { Plan } from '../plan/plan.js';
import type { Step } from '../plan/step.js';
import type { RanReport } from '../report/report.js';
import type { RunContext } from './context.js';
import { ensureLedger, remember, rememberFailure, storeSchema } from './record.js';
import type { Place } from './record.js';
import { Room } from './room.js';
import { runStandalone } from './standalone.js';
import { runAfterwards } from './statements.js';
import { runInTransaction } from './transactional.js';
import type { Watch } from './watch.js';

/** What running a plan came to: every step with its status, and the error that ended it. */
export interface Execution {
  readonly ran: readonly RanReport[];
  readonly error: MigrationError | null;
}

/** Creates or extends the ledger, and records a drift that was accepted, before the first step. */
export async function prepareLedger(session: Session, context: RunContext, plan: Plan): Promise<void> {
  const accepted = plan.standing.problems.find(({ error }) => error.code === 'DRIFTED');
  const ledger = session.ledger();
  if (ledger.kind === 'present' && ledger.isWhole && ledger.baseline !== null && !accepted) return;
  await session.transact({ foreignKeys: false }, (tx) => {
    ensureLedger(tx, context);
    if (accepted) remember(tx, context, 'drift-accepted', { schema: storeSchema(tx), details: { differences: accepted.differences } });
  });
}

/** Runs a plan's steps one after the other; stops at the first that fails. Never throws for what a migration does. */
export async function execute(session: Session, context: RunContext, plan: Plan, single: boolean): Promise<Execution> {
  return single && plan.steps.length > 0 ? executeTogether(session, context, plan) : executeEach(session, context, plan);
}

async function executeEach(session: Session, context: RunContext, plan: Plan): Promise<Execution> {
  const ran: RanReport[] = [];
  for (const [index, step] of plan.steps.entries()) {
    if (context.signal?.aborted === true || context.stopRequested())
      return { ran: [...ran, ...plan.steps.slice(index).map(notRun)], error: interrupted() };
    const at = placeOf(plan, index);
    const result = await executeStep(session, context, plan, step, at);
    ran.push(result.ran);
    if (result.error) return { ran: [...ran, ...plan.steps.slice(index + 1).map(notRun)], error: result.error };
  }
  return { ran, error: null };
}

async function executeStep(
  session: Session,
  context: RunContext,
  plan: Plan,
  step: Step,
  at: Place,
): Promise<{ ran: RanReport; error: MigrationError | null }> {
  const started = context.clock.ticks();
  const notices = [...step.notices];
  announce(context, plan, step);
  try {
    const cost = await apply(session, context, plan, step, at, watch(context, plan, step, notices));
    notices.push(...afterwards(session, context, plan, step));
    const durationMs = context.clock.ticks() - started;
    context.observer.emit({ event: 'migration-finished', ...ref(plan, step), durationMs, lockMs: cost.lockMs });
    return { ran: done(step, { ...cost, durationMs }, notices), error: null };
  } catch (thrown) {
    const error = await fail(session, context, plan, step, thrown);
    return { ran: failed(step, context.clock.ticks() - started, notices), error };
  }
}

type Cost = Omit<Measured, 'durationMs'> & { readonly lockMs: number };

async function apply(session: Session, context: RunContext, plan: Plan, step: Step, at: Place, watch: Watch): Promise<Cost> {
  if (!step.header.transactional) return applyStandalone(session, context, step, at, watch);
  const { foreignKeys } = step.header;
  const { lockMs, value } = await session.transact({ foreignKeys }, (tx) => applyIn(tx, session, context, plan, step, at, watch));
  return { lockMs, ...value };
}

async function applyStandalone(session: Session, context: RunContext, step: Step, at: Place, watch: Watch): Promise<Cost> {
  const before = session.room().size;
  const lockMs = await runStandalone(session, context, step, at, watch);
  return { ...NOT_MEASURED, lockMs, bytes: session.room().size - before };
}

/** One migration in the transaction that is open, and what it cost there. */
function applyIn(tx: Executor, view: View, context: RunContext, plan: Plan, step: Step, at: Place, watch: Watch) {
  const room = new Room(view);
  const { rows, sealed } = runInTransaction(tx, context, step, at, room.lookingAt(watch, step.program.statements.length));
  context.observer.emit({ event: 'recorded', ...ref(plan, step) });
  return { rows, ...room.taken(), preserved: sealed?.kept ?? null, returned: sealed?.returned ?? null };
}

/** All steps in one transaction: all of them or none. */
async function executeTogether(session: Session, context: RunContext, plan: Plan): Promise<Execution> {
  const started = context.clock.ticks();
  let current: Step | undefined;
  try {
    const held = await session.transact({ foreignKeys: false }, (tx) => runAll(tx, session, context, plan, (step) => (current = step)));
    const { lockMs } = held;
    const ran = held.value.map(({ step, notices, ...cost }) => {
      context.observer.emit({ event: 'migration-finished', ...ref(plan, step), durationMs: cost.durationMs, lockMs });
      return done(step, { ...cost, lockMs }, [...notices, ...afterwards(session, context, plan, step)]);
    });
    return { ran, error: null };
  } catch (thrown) {
    const culprit = current ?? plan.steps[0];
    if (culprit === undefined) throw thrown;
    const error = await fail(session, context, plan, culprit, thrown);
    const elapsed = context.clock.ticks() - started;
    return { ran: plan.steps.map((step) => (step === culprit ? failed(step, elapsed, []) : notRun(step))), error };
  }
}

interface Together extends Omit<Cost, 'lockMs'> {
  readonly step: Step;
  readonly durationMs: number;
  readonly notices: readonly string[];
}

function runAll(tx: Executor, view: View, context: RunContext, plan: Plan, onStep: (step: Step) => void): Together[] {
  return plan.steps.map((step, index) => {
    onStep(step);
    const started = context.clock.ticks();
    const notices = [...step.notices];
    announce(context, plan, step);
    const cost = applyIn(tx, view, context, plan, step, placeOf(plan, index), watch(context, plan, step, notices));
    return { step, durationMs: context.clock.ticks() - started, ...cost, notices };
  });
}

function placeOf({ database: { ledgerTable }, steps }: Plan, index: number): Place {
  return { ledgerTable, first: index === 0, last: index === steps.length - 1 };
}

const WITHOUT_SCRIPT = 'What was preserved can take it back without its script: --rollback-from preserved.';

/** Records a failure where that is possible; what keeps it from being recorded is told too. */
async function fail(session: Session, context: RunContext, plan: Plan, step: Step, thrown: unknown): Promise<MigrationError> {
  const kept = step.header.transactional
    ? `Nothing of ${step.version} was kept: it was rolled back.`
    : step.code === null
      ? `${step.version} runs without a transaction: the statements before the failing one are done and recorded.`
      : `${step.version} runs without a transaction: what it had written stays, and the next run begins it again from its start.`;
  const bare = toMigrationError(thrown).with({ dataState: kept });
  const error = step.spare === true && bare.kind === 'failed' ? bare.saying(WITHOUT_SCRIPT) : bare;
  let told = error;
  try {
    await session.transact({ foreignKeys: false }, (tx) => rememberFailure(tx, context, step, error));
  } catch (second) {
    const reason = toMigrationError(second).message;
    told = error.with({ dataState: `${error.dataState ?? kept} The failure could not be recorded in the history: ${reason}` });
  }
  context.observer.emit({ event: 'migration-failed', ...ref(plan, step), error: errorReport(told) });
  return told;
}

function announce(context: RunContext, plan: Plan, step: Step): void {
  context.observer.emit({ event: 'migration-started', ...ref(plan, step), statements: step.program.statements.length });
  for (const text of step.notices) context.observer.emit({ event: 'notice', ...ref(plan, step), text });
}

function watch(context: RunContext, plan: Plan, step: Step, notices: string[]): Watch {
  const of = step.program.statements.length;
  const about = ref(plan, step);
  const notice = (text: string): void => {
    notices.push(text);
    context.observer.emit({ event: 'notice', ...about, text });
  };
  return {
    notice,
    statement: (done, text) => {
      if (text !== null) notice(text);
      context.observer.emit({ event: 'statement-finished', ...about, done, of });
      if (context.stopRequested()) throw stopped(step, `after statement ${done} of ${of}`);
    },
    progress: (done, total) => context.observer.emit({ event: 'progress', ...about, done, total }),
    heed: () => {
      if (context.stopRequested()) throw stopped(step, 'in the midst');
    },
  };
}

function afterwards(session: Session, context: RunContext, plan: Plan, step: Step): string[] {
  const told = runAfterwards(session.direct, step);
  for (const text of told) context.observer.emit({ event: 'notice', ...ref(plan, step), text });
  return told;
}

function ref(plan: Plan, { version, name, direction }: Step) {
  return { database: plan.database.name, version, name, direction };
}

type Measured = Pick<RanReport, 'durationMs' | 'lockMs' | 'rows' | 'bytes' | 'peakBytes' | 'preserved' | 'returned'>;

const NOT_MEASURED: Measured = {
  durationMs: null,
  lockMs: null,
  rows: null,
  bytes: null,
  peakBytes: null,
  preserved: null,
  returned: null,
};

function done({ version, name, direction }: Step, measured: Measured, notices: readonly string[]): RanReport {
  return { version, name, direction, status: direction === 'up' ? 'applied' : 'rolled-back', ...measured, notices };
}

/** A step that failed. */
export function failed({ version, name, direction }: Step, durationMs: number | null, notices: readonly string[]): RanReport {
  return { version, name, direction, status: 'failed', ...NOT_MEASURED, durationMs, notices };
}

/** A step that a run did not come to. */
export function notRun({ version, name, direction }: Step): RanReport {
  return { version, name, direction, status: 'not-run', ...NOT_MEASURED, notices: [] };
}

/** The error of a migration that was asked to stop. */
function stopped({ version }: Step, where: string): MigrationError {
  return new MigrationError('INTERRUPTED', `Stopped on request, ${where} of ${version}.`, {
    hint: 'Run the command again to go on.',
  });
}

/** The error of a run that was asked to stop. */
export function interrupted(): MigrationError {
  return new MigrationError('INTERRUPTED', 'Stopped on request, between two migrations.', {
    hint: 'Run the command again to go on.',
    dataState: 'What was applied stays; nothing is half done.',
  });
}
