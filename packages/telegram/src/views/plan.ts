import type { DatabaseReport, PlannedReport, Report } from '@zepix/migrations-core';
import { bold, code, command, italic, line, title, tree } from '../message/value.js';
import type { Line, Message, Section } from '../message/value.js';
import { bytes, count, time } from '../wording/words.js';
import { errorLines } from './error.js';
import { stepSection } from './step.js';

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
  const next =
    against.length > 0 ? line('Look: ', command('migration_status')) : line('Next: ', command('migrate'), ', which tries it on a copy');
  return {
    head: [...title('🗺', 'Migration Plan'), line(italic(`Read ${time(at)}`))],
    sections: nothing ? [[line('✅ Nothing to do')]] : sections,
    foot: nothing ? [] : [...(against.length > 0 ? [] : promiseLines(report)), next],
  };
}

/** The sections of a plan: per database its steps, what they destroy, and the disk. */
export function planSections(report: Report): readonly Section[] {
  const { preserved } = report.promises;
  return planned(report).flatMap((database) => [
    [line('📦 ', bold(database.label)), ...tree(databaseLines(database))],
    ...database.planned.map((step) => stepSection(database, step, preserved)),
  ]);
}

function databaseLines(database: DatabaseReport): readonly Line[] {
  const { file, version, disk, planned: steps } = database;
  return [
    line('File: ', code(file)),
    line('Version now: ', version === null ? 'none' : code(version), `, ${stepsWords(steps)}`),
    line(diskWords(disk)),
  ];
}

function stepsWords(steps: readonly PlannedReport[]): string {
  return steps.some(({ direction }) => direction === 'down')
    ? `${steps.length} to take back`
    : `${count(steps.length, 'migration')} to run`;
}

/** What is free, and what the database takes; a warning where a copy of it and its like would not fit. */
export function diskWords(disk: DatabaseReport['disk']): string {
  if (disk === null) return 'Free disk: not known';
  const free = disk.free === null ? 'not known' : bytes(disk.free);
  return `Free disk: ${free} (it takes ${bytes(disk.bytes)})${disk.free !== null && disk.free < disk.bytes * 2 ? ' ⚠️' : ''}`;
}

/** What a run promises besides, and what it can't. */
export function promiseLines({ promises }: Report): readonly Line[] {
  return [
    line(promises.snapshot ? '💾 A snapshot is taken first' : '⚠️ No snapshot is taken'),
    line(promises.preserved ? '🛟 What it destroys is kept' : '⚠️ Nothing it destroys is kept'),
  ];
}
