import { MigrationError } from '../kernel/error.js';
import type { Location } from '../kernel/location.js';
import type { Executor } from '../ports/driver.js';
import type { Step, StepCode } from '../plan/step.js';
import { startOf } from '../plan/load-code.js';
import { awaited, isPromise } from './code-promise.js';
import { CodeWork } from './code-work.js';
import type { RunContext } from './context.js';
import type { Watch } from './watch.js';

/** Frames of a stack that are kept while code runs: those of the migration lie below the engine's and the driver's own. */
const STACK_FRAMES = 100;

/**
 * Runs a migration that is code. It must be done when it returns.
 * @throws MigrationError of the statement that failed, MIGRATION_CODE_FAILED, MIGRATION_CODE_ASYNC, with the place in the source
 */
export function runCode(executor: Executor, context: RunContext, step: Step, code: StepCode, watch: Watch): void {
  const work = new CodeWork(executor, context, step, code.intent, watch);
  const usual = Error.stackTraceLimit;
  Error.stackTraceLimit = STACK_FRAMES;
  try {
    const result = code.run(work.m);
    if (work.fatal) throw work.fatal;
    if (isPromise(result)) throw awaited(`"${code.intent.direction}" returned a promise`);
  } catch (error) {
    const first = work.fatal ?? error;
    throw explained(first, code.module.locate(first) ?? startOf(step.script));
  } finally {
    Error.stackTraceLimit = usual;
    work.close();
  }
}

/** An error of ours keeps its code and gets its place in the migration's source; anything else is the migration's own. */
function explained(error: unknown, location: Location): MigrationError {
  if (error instanceof MigrationError) {
    const { code, message, hint, statement, dataState, cause } = error;
    return new MigrationError(code, message, { hint, statement, dataState, cause, location });
  }
  return new MigrationError('MIGRATION_CODE_FAILED', `The migration ${describe(error)}`, {
    location,
    hint: 'Correct the migration, then run again.',
    cause: error,
  });
}

function describe(error: unknown): string {
  const text = error instanceof Error ? `threw ${error.name}: ${error.message}` : `threw ${String(error)}`;
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
