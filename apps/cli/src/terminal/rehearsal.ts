import { conflictText, keptText } from '@zepix/migrations-core';
import type { DatabaseReport, RanReport, RehearsedStep } from '@zepix/migrations-core';
import type { Style } from './style.js';
import { bytes, count, duration, title } from './wording.js';

/** What the rehearsal says of one planned migration. */
export function rehearsedLines({ rehearsal }: DatabaseReport, version: string, style: Style): string[] {
  const step = rehearsal?.steps.find((one) => one.version === version);
  if (step === undefined || step.status === 'not-run') return [];
  if (step.status === 'failed') return [`${style.bad('✖')} fails in the rehearsal`];
  if (step.status === 'sampled') return [`${style.warn('!')} rehearsed on a sample of the rows: came back there, which is no proof`];
  const whole = step.status === 'proven';
  const head = whole
    ? style.dim(`rehearsed: ${costText(step)}; comes back`)
    : `${style.warn('!')} rehearsed: ${costText(step)}; ${style.warn('not shown to come back')}`;
  return [head, ...(whole ? [] : reasonLines(step, style)), ...sealedLines(step, style)];
}

/** What it would keep, and bring back; where what was kept and what stands now can't both stay, a line for each. */
function sealedLines({ preserved, returned }: RehearsedStep, style: Style): string[] {
  const items = preserved?.items.filter(({ kind }) => kind !== 'inserted-keys') ?? [];
  const { rows = 0, values = 0, conflicts = [] } = returned ?? {};
  const back = [...(rows > 0 ? [count(rows, 'row')] : []), ...(values > 0 ? [`values in ${count(values, 'row')}`] : [])];
  return [
    ...(items.length > 0 ? [style.dim(`keeps for the way back (${bytes(preserved?.bytes ?? 0)}): ${items.map(keptText).join('; ')}`)] : []),
    ...(back.length > 0 ? [style.dim(`brings back: ${back.join(', ')}`)] : []),
    ...conflicts.map((conflict) => `${style.warn('!')} ${conflictText(conflict)}`),
  ];
}

/** What a run has to say of migrations that were not shown to come back. */
export function unprovenLines({ rehearsal }: DatabaseReport, style: Style): string[] {
  const steps = rehearsal?.steps ?? [];
  // Where one fails, nothing was taken back: the failure is what there is to tell.
  if (steps.some(({ status }) => status === 'failed')) return [];
  const open = steps.filter(({ status }) => status === 'unproven');
  return alikeSteps(open).flatMap((alike) => {
    const [first, last] = [alike[0], alike.at(-1)];
    if (first === undefined || last === undefined) return [];
    const which = first === last ? `${title(first)} is` : `${title(first)} to ${last.version} (${alike.length} of them) are`;
    return [`${style.warn('!')} ${which} not shown to come back`, ...reasonLines(first, style)];
  });
}

/** Neighbours of which the same is said. */
function alikeSteps(steps: readonly RehearsedStep[]): RehearsedStep[][] {
  const runs: RehearsedStep[][] = [];
  for (const step of steps) {
    const [run, before] = [runs.at(-1), runs.at(-1)?.at(-1)];
    const isSame = before?.reason === step.reason && before.differences.length + step.differences.length === 0;
    if (run !== undefined && isSame) run.push(step);
    else runs.push([step]);
  }
  return runs;
}

const MOST_DIFFERENCES = 10;

function reasonLines({ reason, differences }: RehearsedStep, style: Style): string[] {
  const more = differences.length - MOST_DIFFERENCES;
  return [
    `  ${style.dim(reason ?? '')}`,
    ...differences.slice(0, MOST_DIFFERENCES).map((text) => `  ${text}`),
    ...(more > 0 ? [style.dim(`  and ${count(more, 'difference')} more`)] : []),
  ];
}

type Cost = Pick<RanReport, 'durationMs' | 'lockMs' | 'rows' | 'bytes' | 'peakBytes'>;

/** `12 ms, other writers wait 8.1 ms, 40 rows, +8.0 KiB, 64.0 KiB at its fullest`. */
export function costText({ durationMs, lockMs, rows, bytes: grown, peakBytes }: Cost): string {
  const isFuller = peakBytes !== null && peakBytes > Math.max(0, grown ?? 0);
  return [
    ...(durationMs === null ? [] : [duration(durationMs)]),
    ...(lockMs === null ? [] : [`other writers wait ${duration(lockMs)}`]),
    ...(rows === null ? [] : [count(rows, 'row')]),
    ...(grown === null || grown === 0 ? [] : [`${grown > 0 ? '+' : '−'}${bytes(Math.abs(grown))}`]),
    ...(isFuller ? [`${bytes(peakBytes)} at its fullest`] : []),
  ].join(', ');
}

/** What a rehearsal on a sample does not show. */
export function sampleLines({ name, rehearsal }: DatabaseReport, style: Style): string[] {
  const open = rehearsal?.sample?.unproven ?? [];
  return open.length === 0
    ? []
    : [`${style.warn('!')} ${name} was rehearsed on a sample of the rows. Not shown:`, ...open.map((text) => `  ${text}`)];
}
