import type { DatabaseReport, RanReport, Report } from '@zepix/migrations-core';
import { bold, branch, code, command, line, title, tree } from '../message/value.js';
import type { Branch, Line, Message, Section } from '../message/value.js';
import type { Request } from '../state/request.js';
import { errorLines } from '../views/error.js';
import { keptLines, returnedLines } from '../views/preserved.js';
import { colour, stateWords } from '../wording/state.js';
import { count, duration, migrationTitle } from '../wording/words.js';

const RESULTS: Record<RanReport['status'], string> = { applied: '✅', 'rolled-back': '↩️', failed: '❌', 'not-run': '▫️' };

/** How a run ended: durations, measured locks, what was kept and came back, how every database stands, and how to take it back. */
export function summaryMessage(request: Request, report: Report): Message {
  const ran = report.databases.flatMap((database) => database.ran);
  const done = ran.filter(({ status }) => status === 'applied' || status === 'rolled-back');
  return {
    head: [...title(...heading(report, done.length)), line('Request ', code(request.id), ` · ${duration(report.durationMs)}`)],
    sections: [...(report.error === null ? [] : [errorLines(report.error)]), ...report.databases.map(databaseSection)],
    foot: [...(done.length === 0 ? [] : [line(throughWords(done))]), ...closing(report)],
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
  const { label, ran, version, error } = database;
  return [
    line(`${colour(database)} `, bold(label)),
    ...tree([
      ...ran.map(ranBranch),
      line('Version: ', version === null ? 'none' : code(version)),
      line(`Status: ${stateWords(database)}`),
      ...waysBack(database),
    ]),
    ...(error === null ? [] : errorLines(error)),
  ];
}

function ranBranch(one: RanReport): Branch {
  const { status, durationMs, lockMs, rows, preserved, returned } = one;
  const figures = [
    ...(durationMs === null ? [] : [duration(durationMs)]),
    ...(lockMs === null ? [] : [`lock ${duration(lockMs)}`]),
    ...(rows === null ? [] : [count(rows, 'row')]),
  ];
  const kept = keptLines(preserved, 'Kept').flatMap(({ line: own, below }) => [own, ...below]);
  return branch(line(`${RESULTS[status]} `, code(migrationTitle(one))), [
    ...(figures.length === 0 ? [] : [line(figures.join(', '))]),
    ...kept,
    ...returnedLines(returned, 'Brought back'),
  ]);
}

/** How to undo what was done, to be copied and sent. */
function waysBack({ name, ran, snapshot }: DatabaseReport): readonly Line[] {
  const number = (wanted: RanReport['status']): number => ran.filter(({ status }) => status === wanted).length;
  const [applied, back] = [number('applied'), number('rolled-back')];
  return [
    ...(applied === 0 ? [] : [line('↩️ ', command('migration_rollback', `${name} ${applied}`))]),
    ...(applied + back === 0 || snapshot === null ? [] : [line('⏪ ', command('migration_restore', `${name} ${snapshot}`))]),
  ];
}

function throughWords(done: readonly RanReport[]): string {
  return `${count(done.length, 'migration')} through, longest lock ${duration(Math.max(0, ...done.map(({ lockMs }) => lockMs ?? 0)))}`;
}

function closing({ databases }: Report): readonly Line[] {
  const isApplied = databases.some(({ ran }) => ran.some(({ status }) => status === 'applied'));
  return [
    ...(isApplied ? [line('↩️ takes it back and keeps what is written since'), line('⏪ puts every row back as it was')] : []),
    line('Look: ', command('migration_status')),
  ];
}
