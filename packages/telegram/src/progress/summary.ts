import type { DatabaseReport, RanReport, Report } from '@zepix/migrations-core';
import { bold, code, command, line, title, tree } from '../message/value.js';
import type { Line, Message, Section } from '../message/value.js';
import type { Request } from '../state/request.js';
import { errorLines } from '../views/error.js';
import { colour, stateWords } from '../wording/state.js';
import { count, duration, migrationTitle } from '../wording/words.js';

const RESULTS: Record<RanReport['status'], string> = { applied: '✅', 'rolled-back': '↩️', failed: '❌', 'not-run': '▫️' };

/** How a run ended: durations, measured locks, how every database stands, and how to take it back. */
export function summaryMessage(request: Request, report: Report): Message {
  const ran = report.databases.flatMap((database) => database.ran);
  const done = ran.filter(({ status }) => status === 'applied' || status === 'rolled-back');
  const lockMs = Math.max(0, ...ran.map((one) => one.lockMs ?? 0));
  return {
    head: [...title(...heading(report, done.length)), line('Request ', code(request.id), ` · ${duration(report.durationMs)}`)],
    sections: [...(report.error === null ? [] : [errorLines(report.error)]), ...report.databases.map(databaseSection)],
    foot: [
      ...(done.length === 0 ? [] : [line(`${count(done.length, 'migration')} through, longest lock ${duration(lockMs)}`)]),
      ...wayBack(report),
    ],
  };
}

/** Whether a run was refused since its plan is no longer the one that was approved. */
export function isStale(report: Report): boolean {
  return codes(report).includes('PLAN_CHANGED');
}

function codes(report: Report): readonly string[] {
  return [report.error, ...report.databases.map(({ error }) => error)].flatMap((error) => error?.code ?? []);
}

function heading(report: Report, done: number): readonly [string, string] {
  if (report.ok) return done === 0 ? ['✅', 'Nothing was to be done'] : ['✅', 'Done'];
  if (isStale(report)) return ['♻️', 'Refused: the plan changed'];
  if (codes(report).includes('INTERRUPTED')) return ['⏹', 'Stopped'];
  return done === 0 ? ['❌', 'Failed: nothing was changed'] : ['❌', 'Failed half-way'];
}

function databaseSection(database: DatabaseReport): Section {
  const { label, ran, version, error, snapshot } = database;
  return [
    line(`${colour(database)} `, bold(label)),
    ...tree([
      ...ran.map(ranLine),
      ...(snapshot === null ? [] : [line('Snapshot: ', code(snapshot))]),
      line('Version: ', version === null ? 'none' : code(version)),
      line(`Status: ${stateWords(database)}`),
    ]),
    ...(error === null ? [] : errorLines(error)),
  ];
}

function ranLine(one: RanReport): Line {
  const lock = one.lockMs === null ? '' : `, lock ${duration(one.lockMs)}`;
  const rows = one.rows === null ? '' : `, ${count(one.rows, 'row')}`;
  return line(
    `${RESULTS[one.status]} `,
    code(migrationTitle(one)),
    one.durationMs === null ? '' : ` ${duration(one.durationMs)}${lock}${rows}`,
  );
}

/** How to undo what was applied, to be copied and sent. */
function wayBack({ databases }: Report): readonly Line[] {
  const changed = databases.filter(({ ran }) => ran.some(({ status }) => status === 'applied'));
  if (changed.length === 0) return [line('Look: ', command('migration_status'))];
  const ways = changed.flatMap(({ name, ran, snapshot }) => [
    line('↩️ ', command('migration_rollback', `${name} ${ran.filter(({ status }) => status === 'applied').length}`)),
    ...(snapshot === null ? [] : [line('⏪ ', command('migration_restore', `${name} ${snapshot}`))]),
  ]);
  return [line('How to take it back, ↩️ or with every row as it was ⏪:'), ...ways];
}
