import type { DatabaseReport, ProblemReport, Report } from '@zepix/migrations-core';
import { bold, code, command, italic, line, title, tree } from '../message/value.js';
import type { Line, Message, Section } from '../message/value.js';
import { colour, isKnown, stateWords, worst } from '../wording/state.js';
import { count, list, migrationTitle, sentence, time } from '../wording/words.js';
import { errorLines } from './error.js';
import { preservedWords } from './preserved.js';

/** What a status shows besides the report. */
export interface StatusMoment {
  /** When it was read: UTC, ISO 8601 with Z. */
  readonly at: string;
  /** Ids of requests whose runs are under way. */
  readonly running: readonly string[];
}

const MOST_PROBLEMS = 3;

/** `/migration_status`. */
export function statusMessage(report: Report, moment: StatusMoment): Message {
  const head = [...title('🗄️', 'Database Migration Status'), line(italic(`Read ${time(moment.at)}`))];
  if (report.error) return { head, sections: [errorLines(report.error)], foot: [] };
  return {
    head,
    sections: report.databases.map((database) => databaseSection(database, report)),
    foot: [overall(report.databases), ...underway(moment), nextAction(report)],
  };
}

function databaseSection(database: DatabaseReport, report: Report): Section {
  const { label, problems, error, state } = database;
  return [
    line(`${colour(database)} `, bold(label)),
    ...tree([
      ...(isKnown(database) ? knownLines(database, report) : [line('File: ', code(database.file))]),
      // Of a file that is not there its name and its state say all.
      ...(state === 'missing' && problems.length + (error === null ? 0 : 1) === 1 ? [] : problemLines(problems, error)),
      line(`Status: ${stateWords(database)}`),
    ]),
  ];
}

function knownLines(database: DatabaseReport, report: Report): readonly Line[] {
  const { version, applied, pending } = database;
  const last = applied
    .flatMap(({ appliedAt }) => appliedAt ?? [])
    .toSorted()
    .at(-1);
  const [next] = pending;
  return [
    line('Version: ', version === null ? 'none' : code(version)),
    line(`Applied: ${applied.length} of ${applied.length + pending.length}`),
    line(`Pending: ${pending.length}`),
    ...(next === undefined ? [] : [line('Next: ', code(migrationTitle(next)))]),
    ...(last === undefined ? [] : [line(`Last applied: ${time(last)}`)]),
    line(`Preserved data: ${preservedWords(database, report)}`),
  ];
}

/** What is wrong, in the engine's words. */
function problemLines(problems: readonly ProblemReport[], error: DatabaseReport['error']): readonly Line[] {
  const known = new Set(problems.map(({ message }) => message));
  const all = [...(error === null || known.has(error.message) ? [] : [error]), ...problems];
  const more = all.length > MOST_PROBLEMS ? [line(`… and ${all.length - MOST_PROBLEMS} more`)] : [];
  return [...all.slice(0, MOST_PROBLEMS).map((one) => line(`⚠️ ${sentence(one.message)}`)), ...more];
}

function overall(databases: readonly DatabaseReport[]): Line {
  const sick = databases.filter((one) => colour(one) === '🔴');
  const uneasy = databases.filter((one) => colour(one) === '🟡');
  const sign = worst(databases.map(colour));
  if (sick.length > 0)
    return line(
      `${sign} `,
      bold(
        `${sick.length} of ${count(databases.length, 'database')} ${sick.length === 1 ? 'needs' : 'need'} you: ${list(sick.map(({ label }) => label))}`,
      ),
    );
  const pending = uneasy.reduce((sum, one) => sum + one.pending.length, 0);
  if (pending > 0) return line(`${sign} `, bold(`${count(pending, 'migration')} pending in ${list(uneasy.map(({ label }) => label))}`));
  if (sign === '🟡') return line(`${sign} `, bold(`Look at ${list(uneasy.map(({ label }) => label))}`));
  return line(`${sign} `, bold(databases.length === 1 ? 'The database is up to date' : `All ${databases.length} databases are up to date`));
}

/** What to do next, from the worst down. */
function nextAction({ databases }: Report): Line {
  const all = databases.filter((one) => colour(one) === '🔴');
  const [sick] = all;
  const hint = sick?.error?.hint ?? sick?.problems.find(({ severity }) => severity === 'error')?.hint;
  const where = all.length > 1 ? ` (${sick?.label ?? ''})` : '';
  if (hint !== undefined && hint !== null) return line(`Next${where}: ${hint}`);
  if (sick !== undefined) return line('Next: look at it on its computer');
  if (databases.some(({ state }) => state === 'locked')) return line('Next: wait, then refresh');
  if (databases.some(({ pending }) => pending.length > 0)) return line('Next: ', command('migration_plan'), ', then ', command('migrate'));
  return line('Next: nothing to do');
}

function underway({ running }: StatusMoment): readonly Line[] {
  return running.length === 0 ? [] : [line(`⏳ Under way: ${list(running)}`)];
}
