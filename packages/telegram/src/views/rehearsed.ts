import type { DatabaseReport, PlannedReport } from '@zepix/migrations-core';
import { count, duration } from '../wording/words.js';

type Rehearsed = NonNullable<DatabaseReport['rehearsal']>['steps'][number];

/** What is known beforehand of one step of a plan, in words. */
export interface Forecast extends Pick<Rehearsed, 'preserved' | 'returned'> {
  readonly rehearsal: string;
  /** How long it takes, for how long other writers wait, and the rows it writes; null where it was not tried. */
  readonly cost: string | null;
  /** Null of a step that is one. */
  readonly rollback: string | null;
  /** How the database differed once it was taken back. */
  readonly differences: readonly string[];
}

const MOST_DIFFERENCES = 3;

/** What a card says of a step before it runs. What was not tried is said to be so. */
export function forecast({ rehearsal }: DatabaseReport, step: PlannedReport): Forecast {
  const seen = rehearsal?.steps.find(({ version }) => version === step.version) ?? null;
  return {
    rehearsal: rehearsalWords(seen, step),
    cost: costWords(seen),
    rollback: rollbackWords(step, seen),
    differences: (seen?.differences ?? []).slice(0, MOST_DIFFERENCES),
    preserved: seen?.preserved ?? null,
    returned: seen?.returned ?? null,
  };
}

const RESULTS: Record<PlannedReport['direction'], Record<Rehearsed['status'], string>> = {
  up: {
    proven: '✅ on a copy, there and back',
    sampled: '⚠️ on a sample of the rows',
    unproven: '⚠️ on a copy, but not back',
    failed: '❌ failed on a copy',
    'not-run': '⚠️ not tried',
  },
  down: {
    proven: '✅ on a copy, back and forth',
    sampled: '⚠️ on a sample of the rows',
    unproven: '⚠️ on a copy, but not forth again',
    failed: '❌ failed on a copy',
    'not-run': '⚠️ not tried',
  },
};

function rehearsalWords(seen: Rehearsed | null, { direction }: PlannedReport): string {
  if (seen === null) return 'not rehearsed';
  const words = RESULTS[direction][seen.status];
  return seen.reason === null || seen.status === 'sampled' ? words : `${words}: ${seen.reason}`;
}

function costWords(seen: Rehearsed | null): string | null {
  if (seen === null || seen.durationMs === null) return null;
  const lock = seen.lockMs === null ? 'lock not known' : `lock about ${duration(seen.lockMs)}`;
  const rows = seen.rows === null ? 'rows not known' : count(seen.rows, 'row');
  return `${duration(seen.durationMs)}, ${lock}, ${rows}`;
}

function rollbackWords({ direction, reversible, rollbackProof }: PlannedReport, seen: Rehearsed | null): string | null {
  if (direction === 'down') return null;
  if (seen?.status === 'proven') return '✅ proven on a copy';
  if (!reversible) return seen === null ? '⚠️ no script for it' : '❌ none: it can’t be taken back';
  if (seen !== null) return '⚠️ there is one, and it is not proven';
  return rollbackProof === 'proven' ? '✅ proven on made-up data' : 'there is one, not proven';
}
