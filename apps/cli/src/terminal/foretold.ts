import type { DatabaseReport, RanReport, RehearsedStep } from '@zepix/migrations-core';
import type { Manner } from './status.js';
import { bytes, count, duration, title } from './wording.js';

interface Pair {
  readonly actual: RanReport;
  readonly foretold: RehearsedStep;
}

/** What a run came to beside what its rehearsal foretold; nothing where it was not tried, or only on a sample of the rows. */
export function foretoldLines({ name, rehearsal, ran }: DatabaseReport, { style, verbose }: Manner): string[] {
  const pairs = ran.flatMap((actual): Pair[] => {
    const foretold = rehearsal?.steps.find(({ version }) => version === actual.version);
    const isDone = actual.status === 'applied' || actual.status === 'rolled-back';
    return isDone && foretold !== undefined && foretold.durationMs !== null ? [{ actual, foretold }] : [];
  });
  if (pairs.length === 0) return [];
  const each = verbose && pairs.length > 1 ? pairs.map((pair) => `  ${title(pair.actual)} ${besides([pair])}`) : [];
  return [`${name} ${besides(pairs)}`, ...each].map((text) => style.dim(text));
}

/** All that was measured of these migrations together. */
function besides(pairs: readonly Pair[]): string {
  return [
    beside(pairs, 'durationMs', sum, (ms) => `took ${duration(ms)}`, duration),
    beside(pairs, 'lockMs', sum, (ms) => `other writers waited ${duration(ms)}`, duration),
    beside(pairs, 'rows', sum, (rows) => `wrote ${count(rows, 'row')}`, String),
    beside(pairs, 'bytes', sum, (grown) => `grew by ${bytes(grown)}`, bytes),
    ...(isFuller(pairs) ? [beside(pairs, 'peakBytes', most, (peak) => `held ${bytes(peak)} more at its fullest`, bytes)] : []),
  ]
    .filter((text) => text !== null)
    .join(', ');
}

/** Whether room was needed that the file had already, or gave back. */
function isFuller(pairs: readonly Pair[]): boolean {
  return pairs.some(({ actual: { bytes: grown, peakBytes } }) => peakBytes !== null && peakBytes > Math.max(0, grown ?? 0));
}

type Measure = 'durationMs' | 'lockMs' | 'rows' | 'bytes' | 'peakBytes';

/** `took 12 ms (foretold 11 ms)`; null where nothing was measured, or nothing came of it either way. */
function beside(
  pairs: readonly Pair[],
  measure: Measure,
  together: (values: readonly number[]) => number,
  say: (value: number) => string,
  short: (value: number) => string,
): string | null {
  const known = pairs.flatMap(({ actual, foretold }) => {
    const [took, said] = [actual[measure], foretold[measure]];
    return took === null || said === null ? [] : [{ took, said }];
  });
  const [took, said] = [together(known.map((one) => one.took)), together(known.map((one) => one.said))];
  return took <= 0 && said <= 0 ? null : `${say(took)} (foretold ${short(said)})`;
}

function sum(values: readonly number[]): number {
  return values.reduce((one, other) => one + other, 0);
}

function most(values: readonly number[]): number {
  return Math.max(0, ...values);
}
