import type { DatabaseReport, PlannedReport } from '@zepix/migrations-core';
import { count, duration } from '../wording/words.js';

type Rehearsed = NonNullable<DatabaseReport['rehearsal']>['steps'][number];

/** What is known beforehand of one step of a plan, in words. */
export interface Forecast {
  readonly rehearsal: string;
  /** Rows it writes, and for how long other writers wait. */
  readonly cost: string;
  readonly rollback: string;
  /** How the database differed once it was taken back. */
  readonly differences: readonly string[];
}

const MOST_DIFFERENCES = 3;

/** What a card says of a step before it runs. What was not tried is said to be so. */
export function forecast({ rehearsal }: DatabaseReport, step: PlannedReport): Forecast {
  const seen = rehearsal?.steps.find(({ version }) => version === step.version) ?? null;
  const differences = (seen?.differences ?? []).slice(0, MOST_DIFFERENCES);
  return { rehearsal: rehearsalWords(seen), cost: costWords(seen), rollback: rollbackWords(step, seen), differences };
}

const RESULTS: Record<Rehearsed['status'], string> = {
  proven: '✅ on a copy, there and back',
  unproven: '⚠️ on a copy, but not back',
  failed: '❌ failed on a copy',
  'not-run': '⚠️ not tried',
};

function rehearsalWords(seen: Rehearsed | null): string {
  if (seen === null) return 'not rehearsed';
  return seen.reason === null ? RESULTS[seen.status] : `${RESULTS[seen.status]}: ${seen.reason}`;
}

function costWords(seen: Rehearsed | null): string {
  const rows = seen === null || seen.rows === null ? 'rows not known' : count(seen.rows, 'row');
  const time = seen === null || seen.durationMs === null ? '' : `, ${duration(seen.durationMs)}`;
  const lock = seen === null || seen.lockMs === null ? 'lock not known' : `lock about ${duration(seen.lockMs)}`;
  return `${rows}${time}, ${lock}`;
}

function rollbackWords({ direction, reversible, rollbackProof }: PlannedReport, seen: Rehearsed | null): string {
  if (direction === 'down') return 'this is one';
  if (!reversible) return '❌ none: it can’t be taken back';
  if (seen?.status === 'proven') return '✅ proven on a copy';
  if (seen !== null) return '⚠️ there is one, and it is not proven';
  return rollbackProof === 'proven' ? '✅ proven on made-up data' : 'there is one, not proven';
}
