import type { DatabaseReport, PlannedReport } from '@zepix/migrations-core';

/** What a rehearsal saw of one migration. Times in ms; null where it saw nothing of it. */
interface Rehearsed {
  readonly version: string;
  readonly status: string;
  readonly reason: string | null;
  readonly durationMs: number | null;
  readonly lockMs: number | null;
  readonly rows: number | null;
}

/** What a rehearsal of the plan came to, where the report tells of one: the one place that knows how it tells. */
function rehearsalOf(database: DatabaseReport): readonly Rehearsed[] | null {
  const { rehearsal } = database as DatabaseReport & { readonly rehearsal?: { readonly steps: readonly Rehearsed[] } | null };
  return rehearsal?.steps ?? null;
}

/** What is known beforehand of one step of a plan, in words. */
export interface Forecast {
  readonly rehearsal: string;
  readonly rollback: string;
  readonly rows: string;
  readonly lock: string;
}

/** What a card says of a step before it runs. What was not tried is said to be so. */
export function forecast(database: DatabaseReport, step: PlannedReport, words: { readonly time: (ms: number) => string }): Forecast {
  const seen = rehearsalOf(database)?.find(({ version }) => version === step.version);
  const proven = seen?.status === 'proven';
  return {
    rehearsal:
      seen === undefined ? 'not rehearsed' : `${proven ? '✅ ' : '⚠️ '}${seen.status}${seen.reason === null ? '' : `: ${seen.reason}`}`,
    rollback: rollbackWords(step, seen),
    rows: seen?.rows === null || seen?.rows === undefined ? 'not known' : String(seen.rows),
    lock: seen?.lockMs === null || seen?.lockMs === undefined ? 'not known' : `about ${words.time(seen.lockMs)}`,
  };
}

function rollbackWords({ direction, reversible }: PlannedReport, seen: Rehearsed | undefined): string {
  if (direction === 'down') return 'this is one';
  if (!reversible) return '❌ none: it can’t be taken back';
  if (seen?.status === 'proven') return '✅ proven on a copy';
  return seen === undefined ? 'there is one, not proven' : '⚠️ there is one, not proven';
}
