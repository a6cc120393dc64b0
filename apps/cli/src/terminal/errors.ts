import type { ErrorReport, ProblemReport, SchemaDifference } from '@zepix/migrations-core';
import { codeFrame } from './code-frame.js';
import type { Style } from './style.js';

/** What error texts are made with. */
export interface Surroundings {
  readonly style: Style;
  readonly cwd: string;
}

/** An error as a compiler prints it: what, where, the lines, the state of the data, what to do. */
export function errorLines(error: ErrorReport, { style, cwd }: Surroundings): string[] {
  const frame = codeFrame(error, cwd, style);
  const place = frame.length === 0 ? placeOf(error) : [`${error.file ?? ''}:${error.line ?? 1}:${error.column ?? 1}`];
  const facts: [string, string | null][] = [
    ['said', error.cause],
    ['data', error.dataState],
    ['next', error.hint],
  ];
  return [
    `${error.message} ${style.dim(`[${error.code}]`)}`,
    ...(place.length + frame.length > 0 ? ['', ...place.map(style.command), ...frame, ''] : []),
    ...facts.flatMap(([name, text]) => (text === null ? [] : `${style.dim(name)}  ${text}`)),
  ];
}

/** The error that ended everything: as `errorLines`, under a mark. */
export function failureLines(error: ErrorReport, around: Surroundings): string[] {
  const [first = '', ...rest] = errorLines(error, around);
  return [`${around.style.bad('✖')} ${first}`, ...indent(rest, 2)];
}

const MOST_ALIKE = 5;

/** Problems in few lines each. Of many of one kind, one behind the other, the first few are shown and the others counted; the hint comes once. */
export function problemLines(problems: readonly ProblemReport[], around: Surroundings, verbose: boolean): string[] {
  return runsOf(problems).flatMap((alike) => {
    const shown = verbose ? alike : alike.slice(0, MOST_ALIKE);
    const more = alike.length - shown.length;
    const hint = alike[0]?.hint ?? null;
    return [
      ...shown.flatMap((problem) => oneProblem(problem, around, verbose)),
      ...(more > 0 ? [around.style.dim(`  … and ${more} more of these (--verbose)`)] : []),
      ...(hint === null ? [] : [around.style.dim(`  → ${hint}`)]),
    ];
  });
}

/** Neighbours with the same code and hint. */
function runsOf(problems: readonly ProblemReport[]): ProblemReport[][] {
  const runs: ProblemReport[][] = [];
  for (const problem of problems) {
    const run = runs.at(-1);
    const [first] = run ?? [];
    if (run !== undefined && first?.code === problem.code && first.hint === problem.hint) run.push(problem);
    else runs.push([problem]);
  }
  return runs;
}

function oneProblem(problem: ProblemReport, { style }: Surroundings, verbose: boolean): string[] {
  const mark = problem.severity === 'error' ? style.bad('✖') : style.warn('!');
  const shown = verbose ? problem.differences : problem.differences.slice(0, 5);
  const more = problem.differences.length - shown.length;
  return [
    `${mark} ${problem.message} ${style.dim(`[${problem.code}]`)}`,
    ...placeOf(problem).map((place) => style.dim(`  ${place}`)),
    ...shown.flatMap((difference) => differenceLines(difference).map(style.dim)),
    ...(more > 0 ? [style.dim(`    … and ${more} more (--verbose)`)] : []),
  ];
}

/** Where it is; nothing where the message names the file and means the whole of it. */
function placeOf({ file, line, column, message }: ErrorReport): string[] {
  const isWhole = line === 1 && (column ?? 1) === 1;
  if (file === null || line === null || (isWhole && message.includes(file))) return [];
  return [`${file}:${line}:${column ?? 1}`];
}

function differenceLines({ object, change, expected, found, mend }: SchemaDifference): string[] {
  const sides = change === 'changed' ? ` (expected ${expected ?? 'nothing'}, found ${found ?? 'nothing'})` : '';
  return [`    ${object}: ${change}${sides}`, ...(mend === null ? [] : [`      mend  ${mend}`])];
}

export function indent(lines: readonly string[], by: number): string[] {
  return lines.map((line) => (line === '' ? '' : ' '.repeat(by) + line));
}
