import type { Engine, ErrorReport, History, HistoryEntry, MigrationError, Report } from '@zepix/migrations-core';
import { errorReport, toMigrationError } from '@zepix/migrations-core';
import { bold, code, command, line, title, tree } from '../message/value.js';
import type { Message, Section } from '../message/value.js';
import type { Request } from '../state/request.js';
import type { Tools } from '../tools/tools.js';
import { errorLines } from '../views/error.js';
import { entryLines } from '../views/history.js';
import { colour, stateWords } from '../wording/state.js';
import type { Ending } from './ending.js';

/** An engine whose starter died undoes its migration first; it may be inside of one long statement. So long at a time. */
const SETTLE_MS = 60_000;

/**
 * Finds out from the databases themselves how a run ended that nobody saw the end of. Waits until nobody is at work on them; null where
 * the adapter was stopped meanwhile.
 */
export async function findEnd(tools: Tools, request: Request, cause: MigrationError | null): Promise<Ending | null> {
  try {
    const ending = await tools.engines.work([], (engine) => askEngine(tools, request, engine, cause));
    return tools.closing.signal.aborted ? null : ending;
  } catch (error) {
    if (tools.closing.signal.aborted) return null;
    const head = title('🔴', 'How it ended is not known');
    const sections = [errorLines(errorReport(toMigrationError(error)))];
    return {
      message: { head, sections, foot: [line('Look: ', command('migration_status'))] },
      status: 'failed',
      detail: 'its end is not known',
    };
  }
}

async function askEngine(tools: Tools, request: Request, engine: Engine, cause: MigrationError | null): Promise<Ending> {
  const filter = request.wish.databases.map(({ name }) => name);
  for (;;) {
    const now = await engine.settle({ filter, lockTimeoutMs: SETTLE_MS });
    if (now.databases.some(({ error }) => error?.code === 'RUNNER_LOCKED') && !tools.closing.signal.aborted) continue;
    const { result } = await engine.history({ filter });
    return endingOf(request, now, result ?? [], cause === null ? null : errorReport(cause));
  }
}

function endingOf(request: Request, now: Report, histories: readonly History[], cause: ErrorReport | null): Ending {
  const own = new Map(histories.map(({ database, entries }) => [database, entries.filter((entry) => isOf(request, entry))]));
  const all = [...own.values()].flat();
  const broken = all.some(({ event }) => event === 'failed' || event === 'interrupted');
  const done =
    all.length > 0 &&
    !broken &&
    now.databases.every(({ pending, state }) => request.wish.kind !== 'up' || (state === 'up-to-date' && pending.length === 0));
  return {
    message: endMessage(request, now, own, cause),
    status: done ? 'done' : 'failed',
    detail: `found in the history: ${all.length} entries`,
  };
}

function isOf({ id }: Request, { details }: HistoryEntry): boolean {
  const consent = details['consent'];
  return typeof consent === 'object' && consent !== null && 'request' in consent && consent.request === id;
}

function endMessage(request: Request, now: Report, own: ReadonlyMap<string, readonly HistoryEntry[]>, cause: ErrorReport | null): Message {
  const sections: Section[] = now.databases.flatMap((database): Section[] => {
    const entries = own.get(database.name) ?? [];
    const nothing = line('Nothing of this run is in its history: what was open was undone');
    return [
      [
        line(`${colour(database)} `, bold(database.label)),
        ...tree([line(`Status: ${stateWords(database)}`), ...(entries.length === 0 ? [nothing] : [])]),
      ],
      ...entries.map(entryLines),
    ];
  });
  return {
    head: [...title('🔌', 'A run that was cut off'), line('Request ', code(request.id))],
    sections: [...(cause === null ? [] : [errorLines(cause)]), ...sections],
    foot: [line('Every migration is either applied or not; none is half done.'), line('Look: ', command('migration_status'))],
  };
}
