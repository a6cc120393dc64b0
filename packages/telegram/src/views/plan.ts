import type { DatabaseReport, PlannedReport, Report } from '@zepix/migrations-core';
import { bold, code, command, italic, line, title, tree } from '../message/value.js';
import type { Line, Message, Section } from '../message/value.js';
import { bytes, count, migrationTitle, time } from '../wording/words.js';
import { errorLines } from './error.js';
import { forecast } from './rehearsed.js';

const MOST_NOTICES = 3;

/** Those databases in which a plan has something to do. */
export function planned({ databases }: Report): readonly DatabaseReport[] {
  return databases.filter((database) => database.planned.length > 0);
}

/** What keeps a plan from being approved: an error of a database, or of the whole. */
export function obstacles(report: Report): readonly Section[] {
  const own = report.error === null ? [] : [errorLines(report.error)];
  return [
    ...own,
    ...report.databases.flatMap(({ label, error }) => (error === null ? [] : [[line('🔴 ', bold(label)), ...errorLines(error)]])),
  ];
}

/** `/migration_plan`. */
export function planMessage(report: Report, at: string): Message {
  const against = obstacles(report);
  const sections = [...against, ...planSections(report)];
  const nothing = sections.length === 0;
  const next = against.length > 0 ? line('Look: ', command('migration_status')) : line('Next: ', command('migrate'));
  return {
    head: title('🗺', 'Migration Plan'),
    sections: nothing ? [[line('✅ Nothing to do')]] : sections,
    foot: [...(nothing ? [] : [...promiseLines(report), next]), line(italic(`Read ${time(at)}`))],
  };
}

/** The sections of a plan: per database its steps, what must be confirmed, and the disk. */
export function planSections(report: Report): readonly Section[] {
  return planned(report).flatMap((database) => [
    [line('📦 ', bold(database.label)), ...tree(databaseLines(database))],
    ...database.planned.map((step) => stepSection(database, step)),
  ]);
}

function databaseLines(database: DatabaseReport): readonly Line[] {
  const { file, version, disk, planned: steps } = database;
  return [
    line('File: ', code(file)),
    line('Version now: ', version === null ? 'none' : code(version), `, ${count(steps.length, 'migration')} to run`),
    line(diskWords(disk)),
  ];
}

/** What is free, and what the database takes; a warning where a copy of it and its like would not fit. */
export function diskWords(disk: DatabaseReport['disk']): string {
  if (disk === null) return 'Free disk: not known';
  const free = disk.free === null ? 'not known' : bytes(disk.free);
  return `Free disk: ${free} (it takes ${bytes(disk.bytes)})${disk.free !== null && disk.free < disk.bytes * 2 ? ' ⚠️' : ''}`;
}

function stepSection(database: DatabaseReport, step: PlannedReport): Section {
  const { direction, description, file, statements, transactional, confirmations, notices } = step;
  const seen = forecast(database, step);
  return [
    line(direction === 'up' ? '⬆️ ' : '⬇️ ', code(migrationTitle(step))),
    ...tree([
      ...(description === null ? [] : [line(`What: ${description}`)]),
      line('Script: ', code(fileName(file)), `, ${count(statements, 'statement')}`),
      ...confirmations.map(({ reason }) => line(`⚠️ ${reason}`)),
      ...notices.slice(0, MOST_NOTICES).map((text) => line(`ℹ️ ${text}`)),
      ...(transactional ? [] : [line('⚠️ Runs without a transaction')]),
      line(`Rehearsal: ${seen.rehearsal}`),
      ...seen.differences.map((text) => line(`⚠️ ${text}`)),
      line(`Cost: ${seen.cost}`),
      line(`Rollback: ${seen.rollback}`),
    ]),
  ];
}

/** Its folder is the database's own: on a phone the name is enough. */
function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

/** What a run promises besides, and what it can't. */
export function promiseLines({ promises }: Report): readonly Line[] {
  return [
    line(promises.snapshot ? '💾 A snapshot is taken first' : '⚠️ No snapshot is taken'),
    line(promises.preserved ? '🛟 What it removes is preserved' : '⚠️ Nothing it removes is preserved'),
  ];
}

/** The names of those databases whose plan needs a word more than a press. */
export function destructive({ databases }: Report): readonly string[] {
  return databases
    .filter(({ planned: steps }) => steps.some(({ direction, confirmations }) => direction === 'down' || confirmations.length > 0))
    .map(({ name }) => name);
}
