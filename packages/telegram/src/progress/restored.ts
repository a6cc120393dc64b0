import type { Report, Restoration } from '@zepix/migrations-core';
import { bold, code, command, line, title } from '../message/value.js';
import type { Message, Section } from '../message/value.js';
import type { Request } from '../state/request.js';
import { errorLines } from '../views/error.js';
import { restorationSections } from '../views/restoration.js';
import { colour, stateWords } from '../wording/state.js';
import { duration } from '../wording/words.js';

/** How a restore ended, and how the database stands now. */
export function restoredMessage(request: Request, report: Report, result: Restoration | null, now: Report): Message {
  const done = report.error === null && result !== null;
  const changes = done ? restorationSections(result) : [];
  const states: readonly Section[] = now.databases.map((one) => [
    line(`${colour(one)} `, bold(one.label)),
    line(`└ Status: ${stateWords(one)}`),
  ]);
  const saved = result?.saved ?? null;
  const [database] = request.wish.databases;
  return {
    head: [
      ...title(done ? '✅' : '❌', done ? 'Restored' : 'Not restored'),
      line('Request ', code(request.id), ` · ${duration(report.durationMs)}`),
    ],
    sections: [...(report.error === null ? [] : [errorLines(report.error)]), ...changes, ...states],
    foot:
      saved === null || database === undefined
        ? [line('Look: ', command('migration_status'))]
        : [line('Undo: ', command('migration_restore', `${database.name} ${saved.id}`))],
  };
}
