import type { ErrorCode } from '../kernel/error-codes.js';
import type { MigrationError } from '../kernel/error.js';
import type { Goal } from './plan.js';
import type { Standing } from './standing.js';

/** Problems that say what stands in the database, not that something forbids to go on. */
const HARMLESS_UP: ReadonlySet<ErrorCode> = new Set(['LAST_RUN_FAILED', 'INTERRUPTED_MIGRATION']);

/** A way back must stay open when files were lost or edited: only the schema itself and the ledger matter. */
const HARMLESS_DOWN: ReadonlySet<ErrorCode> = new Set([
  'LAST_RUN_FAILED',
  'INTERRUPTED_MIGRATION',
  'CHANGED_FILE',
  'MISSING_FILE',
  'AHEAD_OF_CODE',
  'FILE_NAME_INVALID',
  'FILE_KIND_UNSUPPORTED',
  'ROLLBACK_ORPHAN',
  'ENCODING_INVALID',
  'VERSION_DUPLICATE',
  'FORMAT_INVALID',
  'FORMAT_UNSUPPORTED',
]);

/** Those problems of a standing that keep a plan from running at all. */
export function standingBlockers(standing: Standing, direction: 'up' | 'down', goal: Goal): MigrationError[] {
  const harmless = direction === 'up' ? HARMLESS_UP : HARMLESS_DOWN;
  return standing.problems
    .filter(({ severity, error }) => severity === 'error' && !harmless.has(error.code))
    .filter(({ error }) => !(goal.allowDrift === true && error.code === 'DRIFTED'))
    .map(({ error }) => error.with({ dataState: 'Nothing was changed.' }));
}
