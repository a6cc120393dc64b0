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
  const place = error.file === null || error.line === null ? [] : [`${error.file}:${error.line}:${error.column ?? 1}`];
  const frame = codeFrame(error, cwd, style);
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

/** A problem in few lines, for lists. */
export function problemLines(problem: ProblemReport, { style }: Surroundings, verbose: boolean): string[] {
  const mark = problem.severity === 'error' ? style.bad('✖') : style.warn('!');
  const shown = verbose ? problem.differences : problem.differences.slice(0, 5);
  const more = problem.differences.length - shown.length;
  return [
    `${mark} ${problem.message} ${style.dim(`[${problem.code}]`)}`,
    ...placeOf(problem).map((place) => style.dim(`  ${place}`)),
    ...shown.flatMap((difference) => differenceLines(difference).map(style.dim)),
    ...(more > 0 ? [style.dim(`    … and ${more} more (--verbose)`)] : []),
    ...(problem.hint === null ? [] : [style.dim(`  → ${problem.hint}`)]),
  ];
}

/** Where it is; nothing where the message names the file and means the whole of it. */
function placeOf({ file, line, column, message }: ProblemReport): string[] {
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
