import type { DatabaseReport, PlannedReport } from '@zepix/migrations-core';
import { cut } from '../message/clean.js';
import { code, line, tree } from '../message/value.js';
import type { Line, Section } from '../message/value.js';
import { count, migrationTitle } from '../wording/words.js';
import { keptLines, returnedLines } from './preserved.js';
import { forecast } from './rehearsed.js';

const MOST_NOTICES = 3;
const MOST_REASONS = 4;
const LONGEST_DESCRIPTION = 240;

/** One migration of a plan: its file, what it destroys, what trying it has shown. `isKept`: what it destroys is kept. */
export function stepSection(database: DatabaseReport, step: PlannedReport, isKept: boolean): Section {
  const { direction, description, notices } = step;
  const seen = forecast(database, step);
  const name = fileName(step.file);
  const isTitle = direction === 'up' && name.startsWith(step.version);
  const hasFile = /\.\w+$/.test(name);
  return [
    line(direction === 'up' ? '⬆️ ' : '⬇️ ', code(isTitle ? name : migrationTitle(step))),
    ...tree([
      ...(description === null ? [] : [line(`What: ${cut(description, LONGEST_DESCRIPTION)}`)]),
      ...(isTitle || !hasFile ? [] : [line('File: ', code(name))]),
      ...scriptLines(step),
      ...reasonLines(step, isKept),
      ...notices.slice(0, MOST_NOTICES).map((text) => line(`ℹ️ ${text}`)),
      ...keptLines(seen.preserved, 'Keeps'),
      ...returnedLines(seen.returned, 'Brings back'),
      line(`Rehearsal: ${seen.rehearsal}`),
      ...seen.differences.map((text) => line(`⚠️ ${text}`)),
      ...(seen.cost === null ? [] : [line(`Cost: ${seen.cost}`)]),
      ...(seen.rollback === null ? [] : [line(`Rollback: ${seen.rollback}`)]),
    ]),
  ];
}

/** Its folder is the database's own: on a phone the name is enough. */
function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

function scriptLines({ file, statements }: PlannedReport): readonly Line[] {
  if (/\.[cm]?[jt]s$/.test(file)) return [line('Script: code')];
  return statements === 0 ? [] : [line(`Script: ${count(statements, 'statement')}`)];
}

/** What is destroyed, each reason once, and what is not undone where it fails. */
function reasonLines({ confirmations, destroys, transactional }: PlannedReport, isKept: boolean): readonly Line[] {
  const lost = new Set(confirmations.map(({ reason }) => reason));
  const reasons = [...new Set([...lost, ...destroys.map(({ reason }) => reason)])];
  const more = reasons.length - MOST_REASONS;
  const alone = 'Runs without a transaction: what is done when it fails stays, and nothing of it is kept';
  return [
    ...reasons.slice(0, MOST_REASONS).map((reason) => line(`🔥 ${reason}${isKept && lost.has(reason) ? ' It is not kept.' : ''}`)),
    ...(more > 0 ? [line(`🔥 … and ${more} more`)] : []),
    ...(transactional ? [] : [line(`⚠️ ${alone}`)]),
  ];
}
