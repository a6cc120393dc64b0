import type { CheckReport } from '@zepix/migrations-core';
import { errorLines, indent } from './errors.js';
import type { Manner } from './status.js';
import { alignColumns } from './table.js';
import { count } from './wording.js';

type Problem = CheckReport['problems'][number];

/** A line for each folder, then every error with its lines, then the warnings, then what it comes to. */
export function checkLines({ result }: { readonly result: readonly CheckReport[] }, manner: Manner): string[] {
  const { style, quiet } = manner;
  const all = result.flatMap(({ database, problems }) => problems.map((problem) => ({ database, problem })));
  const [errors, warnings] = [
    all.filter(({ problem }) => problem.severity === 'error'),
    all.filter(({ problem }) => problem.severity === 'warning'),
  ];
  const told = [...errors, ...warnings].flatMap(({ database, problem }) => problemLines(database, problem, manner));
  if (quiet) return told;
  const head = ['', 'database', 'migrations', 'rollbacks', 'pending', 'folder'].map((cell) => style.dim(cell));
  const table = alignColumns([head, ...result.map((one) => row(one, manner))]);
  return [...table, '', ...told, ...closing(errors.length, warnings.length, manner)];
}

function row({ database, folder, migrations, rollbacks, version, pending, problems }: CheckReport, { style }: Manner): string[] {
  const worst = problems[0]?.severity;
  const mark = worst === 'error' ? style.bad('●') : worst === 'warning' ? style.warn('●') : style.good('●');
  const waiting = version === null ? style.dim('–') : `${pending.length} behind ${version}`;
  return [mark, style.strong(database), String(migrations), String(rollbacks), waiting, style.dim(folder)];
}

function problemLines(database: string, problem: Problem, manner: Manner): string[] {
  const { style } = manner;
  const mark = problem.severity === 'error' ? style.bad('✖') : style.warn('!');
  const [first = '', ...rest] = errorLines({ ...problem, dataState: null }, manner);
  return [`${mark} ${style.strong(database)}: ${first}`, ...indent(rest, 2), ''];
}

function closing(errors: number, warnings: number, { style, invoked }: Manner): string[] {
  const also = warnings === 0 ? '' : ` and ${count(warnings, 'warning')}`;
  if (errors > 0) return [`${style.bad('✖')} ${count(errors, 'error')}${also}.`];
  return [
    `${style.good('✔')} Every file is fine${warnings === 0 ? '' : `, with ${count(warnings, 'warning')}`}.`,
    `  Next: ${style.command(`${invoked} plan`)}`,
  ];
}
