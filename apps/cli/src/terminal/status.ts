import type { DatabaseReport, PreservedReport, Report } from '@zepix/migrations-core';
import { failureLines, indent, problemLines } from './errors.js';
import type { Surroundings } from './errors.js';
import { stateStyle, stateTone } from './style.js';
import { alignColumns } from './table.js';
import { bytes, count, formatWords, lastApplied, proofWords, stateWords, time, title } from './wording.js';

/** How much to print, and how the user calls this program. */
export interface Manner extends Surroundings {
  readonly verbose: boolean;
  readonly quiet: boolean;
  /** `pnpm migrate`, or `zepix-migrate`. */
  readonly invoked: string;
}

/** `status` and `verify` for people. */
export function statusLines(report: Report, manner: Manner): string[] {
  const { style } = manner;
  if (report.error) return failureLines(report.error, manner);
  const head = ['', 'database', 'state', 'version', 'applied', 'next', 'last applied'].map((cell) => style.dim(cell));
  const lines = manner.quiet ? [] : alignColumns([head, ...report.databases.map((database) => row(database, manner))]);
  const details = report.databases.flatMap((database) => detailLines(database, manner));
  const closing = manner.quiet ? [] : ['', ...closingLines(report, manner)];
  return [...lines, ...(details.length > 0 ? ['', ...details] : []), ...closing];
}

function row(database: DatabaseReport, { style }: Manner): string[] {
  const { state, version, applied, pending } = database;
  const paint = stateStyle(state, style);
  const [next] = pending;
  const more = pending.length > 1 ? style.dim(` +${pending.length - 1}`) : '';
  return [
    paint('●'),
    style.strong(database.name),
    paint(stateWords(state)),
    version ?? style.dim('–'),
    `${applied.length} of ${applied.length + pending.length}`,
    next ? title(next) + more : style.dim('–'),
    time(lastApplied(database)) || style.dim('–'),
  ];
}

function detailLines(database: DatabaseReport, manner: Manner): string[] {
  const { style, verbose } = manner;
  const problems = problemLines(database.problems, manner, verbose);
  const history = verbose && database.historyHead !== null ? [style.dim(`history ${database.historyHead}`)] : [];
  const format = manner.quiet ? '' : formatWords(database).slice(3);
  const file = [...(verbose ? [style.dim(database.file)] : []), ...(format === '' ? [] : [style.dim(format)])];
  const applied = verbose
    ? alignColumns(
        database.applied.map((one) => [
          '✔',
          title(one),
          time(one.appliedAt),
          one.appliedBy ?? '',
          style.dim(proofWords(one.rollbackProof).join('')),
        ]),
      )
    : [];
  const kept = database.preserved === null ? [] : [style.dim(preservedText(database.preserved))];
  const lines = [...file, ...applied, ...problems, ...kept, ...history];
  return lines.length === 0 ? [] : [style.strong(database.name), ...indent(lines, 2)];
}

/** The line of `status` about what is kept. */
function preservedText({ migrations, bytes: size }: PreservedReport): string {
  return `${bytes(size)} kept for the way back of ${count(migrations, 'migration')}`;
}

function closingLines({ databases, command }: Report, { style, invoked }: Manner): string[] {
  const pending = databases.reduce((sum, database) => sum + database.pending.length, 0);
  const sick = databases.filter(needsLook).length;
  if (sick > 0) return [`${style.bad('✖')} ${count(sick, 'database')} ${sick === 1 ? 'needs' : 'need'} a look.`];
  if (pending > 0)
    return [
      `${style.warn('●')} ${count(pending, 'migration')} pending.`,
      `  Next: ${style.command(`${invoked} plan`)}, then ${style.command(invoked)}`,
    ];
  if (databases.some(({ state }) => state !== 'up-to-date')) return [`${style.warn('●')} No migrations, and not every database is there.`];
  const checked = command === 'verify' ? ' Files, schema, integrity, foreign keys and history were checked.' : '';
  return [`${style.good('✔')} Everything is up to date.${checked}`];
}

/** A missing database is only not there yet; everything else that is not known to be well wants to be looked at. */
function needsLook({ state, problems }: DatabaseReport): boolean {
  return stateTone(state) === 'bad' || (state !== 'missing' && problems.some(({ severity }) => severity === 'error'));
}
