import type { DatabaseReport, PlannedReport, RanReport, Report } from '@zepix/migrations-core';
import { errorLines, failureLines, indent, problemLines } from './errors.js';
import { foretoldLines } from './foretold.js';
import { flags } from './invoked.js';
import { rehearsedLines, sampleLines, unprovenLines } from './rehearsal.js';
import type { Manner } from './status.js';
import { stateStyle } from './style.js';
import { alignColumns } from './table.js';
import { count, duration, formatWords, proofWords, stateWords, title } from './wording.js';

/** What a run came to, for people; its progress has been printed while it ran. */
export function runLines(report: Report, manner: Manner): string[] {
  if (report.error) return failureLines(report.error, manner);
  const troubles = report.databases.flatMap((database) => troubleLines(database, manner));
  if (manner.quiet) return troubles;
  const open = report.databases.flatMap((database) =>
    indent([...unprovenLines(database, manner.style), ...sampleLines(database, manner.style)], 2),
  );
  const foretold = report.databases.flatMap((database) => indent(foretoldLines(database, manner), 2));
  const stands = troubles.length > 0 ? standLines(report, manner) : [];
  return [...troubles, ...stands, ...open, ...foretold, ...summaryLines(report, manner)];
}

/** The plan of a dry run, for people. `choice` is what chose its steps: the version to go to, and options. */
export function planLines(report: Report, manner: Manner, choice: Choice): string[] {
  const { style } = manner;
  if (report.error) return failureLines(report.error, manner);
  const lines = report.databases.flatMap((database) => [
    `${style.strong(database.name)} ${style.dim(database.file)}${database.state === 'missing' ? style.warn(' (will be created)') : ''}${style.dim(formatWords(database))}`,
    ...indent(
      database.planned.flatMap((step) => [...stepLines(step, manner), ...indent(rehearsedLines(database, step.version, style), 4)]),
      2,
    ),
    ...indent(sampleLines(database, style), 2),
    ...(database.planned.length === 0 && database.error === null ? [style.dim('  nothing to do')] : []),
    ...troubleLines(database, manner),
    '',
  ]);
  const steps = report.databases.reduce((sum, database) => sum + database.planned.length, 0);
  const go = report.ok && steps > 0 ? [`  Next: ${nextCommand(report, manner, choice)} runs it.`] : [];
  const planned = `${count(steps, 'migration')} planned; nothing was changed.${missingPromises(report)
    .map((text) => ` ${style.dim(text)}`)
    .join('')}`;
  const isStopped = report.databases.some(({ error }) => error?.code === 'INTERRUPTED');
  const trouble = `${style.bad('✖')} ${isStopped ? 'Stopped' : "This plan can't run as it is"}; nothing was changed.`;
  return [...lines, report.ok ? planned : trouble, ...go];
}

/** What chose the steps of a plan. */
export interface Choice {
  readonly to: string | undefined;
  /** Each with a blank before it. */
  readonly options: string;
}

function nextCommand({ command, databases }: Report, { style, invoked }: Manner, { to, options }: Choice): string {
  if (command !== 'plan' && command !== 'rehearse') return 'the same without --dry-run';
  const back = databases.some(({ planned }) => planned.some(({ direction }) => direction === 'down'));
  return style.command(`${invoked}${back ? ` goto ${to ?? ''}` : flags({ to })}${options}`);
}

function stepLines(step: PlannedReport, { style, verbose }: Manner): string[] {
  const arrow = step.direction === 'up' ? style.good('↑') : style.warn('↓');
  const facts = [
    /\.[cm]?[jt]s$/.test(step.file) ? 'code' : count(step.statements, 'statement'),
    ...(step.transactional ? [] : ['no transaction']),
    ...(step.reversible ? proofWords(step.rollbackProof) : ['no rollback']),
  ];
  return [
    `${arrow} ${title(step)}  ${style.dim(`${facts.join(', ')}${step.description === null ? '' : ` · ${step.description}`}`)}`,
    ...step.confirmations.map(({ reason, place }) => `    ${style.warn('!')} ${reason}${place === null ? '' : style.dim(` ${place}`)}`),
    ...(verbose ? step.notices.map((notice) => style.dim(`    ${notice}`)) : []),
  ];
}

function troubleLines(database: DatabaseReport, manner: Manner): string[] {
  const { error } = database;
  const { style } = manner;
  if (error === null) return [];
  const failed = database.ran.find(({ status }) => status === 'failed');
  const what = error.code === 'INTERRUPTED' ? 'stopped' : failed ? `${title(failed)} failed` : 'refused';
  const others = database.problems.filter(
    ({ code, message }) => code !== 'LAST_RUN_FAILED' && (code !== error.code || message !== error.message),
  );
  return [
    '',
    style.bad(`✖ ${database.name}: ${what}`),
    ...indent(errorLines(error, manner), 2),
    ...indent(problemLines(others, manner, manner.verbose), 2),
    '',
  ];
}

/** After trouble: what stands in every database now. */
function standLines({ databases }: Report, { style }: Manner): string[] {
  return [
    ...alignColumns(
      databases.map(({ name, state, version, ran }) => [
        stateStyle(state, style)('●'),
        name,
        stateStyle(state, style)(stateWords(state)),
        version === null ? style.dim('no version') : `at ${version}`,
        style.dim(ranText(ran)),
      ]),
    ),
    '',
  ];
}

function ranText(ran: readonly RanReport[]): string {
  const parts = (['applied', 'rolled-back', 'failed', 'not-run'] as const).flatMap((status) => {
    const number = ran.filter((one) => one.status === status).length;
    return number === 0 ? [] : `${number} ${status.replace('-', ' ')}`;
  });
  return parts.join(', ');
}

function summaryLines(report: Report, { style, invoked }: Manner): string[] {
  const done = report.databases.flatMap(({ ran }) => ran).filter(({ status }) => status === 'applied' || status === 'rolled-back');
  const touched = report.databases.filter(({ ran }) => ran.some(({ status }) => status === 'applied' || status === 'rolled-back')).length;
  if (!report.ok) return [`${style.bad('✖')} Stopped: ${ranText(report.databases.flatMap(({ ran }) => ran)) || 'nothing was changed'}.`];
  if (done.length === 0)
    return [`${style.good('✔')} Nothing to do: ${report.databases.map(({ name, version }) => `${name} ${version ?? '–'}`).join(', ')}.`];
  const applied = done.filter(({ status }) => status === 'applied').length;
  const back = done.length - applied;
  const parts = [
    ...(back > 0 ? [`${count(back, 'migration')} taken back`] : []),
    ...(applied > 0 ? [`${count(applied, 'migration')} applied`] : []),
  ];
  return [
    '',
    `${style.good('✔')} ${parts.join(', ')} in ${count(touched, 'database')} ${style.dim(`(${[duration(report.durationMs), ...missingPromises(report)].join('; ')})`)}`,
    `  Next: ${style.command(`${invoked} status`)}`,
  ];
}

/** What the run could not promise, in one text; nothing where it promised all. */
function missingPromises({ promises }: Report): string[] {
  const missing = [
    ...(promises.snapshot ? [] : ['no snapshot']),
    ...(promises.rehearsed ? [] : ['not rehearsed']),
    ...(promises.preserved ? [] : ['nothing preserved']),
  ];
  return missing.length === 0 ? [] : [missing.join(', ')];
}
