import type { History, HistoryEntry, Report } from '@zepix/migrations-core';
import { bold, code, line, title, tree } from '../message/value.js';
import type { Line, Message, Section } from '../message/value.js';
import { time } from '../wording/words.js';
import { errorLines } from './error.js';

/** More than that of one database is left to the command line. */
const MOST_ENTRIES = 60;

const SIGNS: Readonly<Record<string, string>> = {
  applied: '⬆️',
  'rolled-back': '⬇️',
  failed: '❌',
  interrupted: '⏹',
  restored: '⏪',
  'drift-accepted': '⚠️',
  repaired: '🔧',
};

/** `/migration_history`: what was done to each database, the newest first. */
export function historyMessage(report: Report, histories: readonly History[]): Message {
  const head = title('📜', 'Migration History');
  if (report.error) return { head, sections: [errorLines(report.error)], foot: [] };
  const sections = report.databases.flatMap((database) => {
    const history = histories.find((one) => one.database === database.name);
    return databaseSections(database.label, history, database.error);
  });
  return { head, sections, foot: [] };
}

function databaseSections(label: string, history: History | undefined, error: Report['error']): readonly Section[] {
  if (history === undefined)
    return [[line('🔴 ', bold(label)), ...(error === null ? [line('Its history could not be read')] : errorLines(error))]];
  const newest = history.entries.toReversed();
  const shown = newest.slice(0, MOST_ENTRIES);
  const more = newest.length - shown.length;
  return [
    [
      line('📦 ', bold(label)),
      ...tree([
        line(`${history.entries.length} entries`),
        line(history.broken === null ? '🔗 Its chain of hashes holds' : '🔴 Its chain of hashes is broken'),
      ]),
      ...(error === null ? [] : [line(`⚠️ ${error.message}`)]),
    ],
    ...shown.map(entryLines),
    ...(more > 0 ? [[line(`… and ${more} older ones`)]] : []),
  ];
}

/** One line of the history, and who stands for it. */
export function entryLines({ event, version, at, details }: HistoryEntry): Section {
  const { name, by, consent, message } = details;
  const what = version === null ? '' : ` ${version}${typeof name === 'string' && name !== '' ? `_${name}` : ''}`;
  const { askedBy, approvedBy } = (consent ?? {}) as { askedBy?: unknown; approvedBy?: unknown };
  const rest: Line[] = [
    line(time(at), ...(typeof by === 'string' ? [' by ', bold(by)] : [])),
    ...(typeof askedBy === 'string' ? [line('Asked by ', bold(askedBy))] : []),
    ...(typeof approvedBy === 'string' ? [line('Approved by ', bold(approvedBy))] : []),
    ...(typeof message === 'string' ? [line(code(message))] : []),
  ];
  return [line(`${SIGNS[event] ?? '▫️'} ${event}`, ...(what === '' ? [] : [' ', code(what.trim())])), ...tree(rest)];
}
