import type { Discrepancy, GeneratedRollback, ProvenRollback } from '@zepix/migrations-core';
import { errorLines, indent } from './errors.js';
import type { Manner } from './status.js';
import { count } from './wording.js';

interface Result<R> {
  readonly result: readonly R[];
}

type Entry = Pick<GeneratedRollback, 'database' | 'version' | 'name'>;

/** Discrepancies shown of one rollback; `--verbose` and `--json` have all. */
const MOST = 6;

/** A line for each migration; below it what its rollback can't bring back, or why there is none. */
export function generateLines({ result }: Result<GeneratedRollback>, manner: Manner, dryRun: boolean): string[] {
  const told = manner.quiet ? result.filter(({ outcome }) => outcome === 'failed') : result;
  const blocks = told.flatMap((one) => [head(one, generated(one, manner), manner), ...indent(generatedDetails(one, manner, dryRun), 4)]);
  return manner.quiet ? blocks : [...blocks, '', ...generateClosing(result, manner, dryRun)];
}

function head({ database, version, name }: Entry, [mark, words]: readonly [string, string], { style }: Manner): string {
  return `${mark} ${style.dim(`${database}:`)} ${version} ${name}  ${words}`;
}

function generated({ outcome, complete, file }: GeneratedRollback, { style }: Manner): readonly [string, string] {
  const [good, warn] = [style.good('✔'), style.warn('!')];
  const words: Record<GeneratedRollback['outcome'], readonly [string, string]> = {
    written: [complete ? good : warn, file ?? ''],
    replaced: [complete ? good : warn, `${file ?? ''} ${style.dim('(replaced)')}`],
    kept: [style.dim('·'), style.dim(`${file ?? ''} is there (--force replaces it)`)],
    irreversible: [style.dim('·'), style.dim('declares itself irreversible: none is made')],
    code: [style.dim('·'), style.dim('is code: write its "down" there')],
    failed: [style.bad('✖'), 'no rollback was found that works'],
  };
  return words[outcome];
}

function generatedDetails(one: GeneratedRollback, manner: Manner, dryRun: boolean): string[] {
  const { style } = manner;
  const losses =
    one.losses.length === 0
      ? []
      : ['Its text alone can not bring back what the migration destroys:', ...one.losses.map((loss) => `- ${loss}`)];
  const failure = one.error === null ? accounts(one.found, manner) : errorLines(one.error, manner);
  const text =
    dryRun && one.sql !== null
      ? [
          '',
          ...one.sql
            .trimEnd()
            .split('\n')
            .map((line) => style.dim(line)),
          '',
        ]
      : [];
  return [...losses, ...failure, ...text];
}

function generateClosing(result: readonly GeneratedRollback[], { style, invoked }: Manner, dryRun: boolean): string[] {
  const made = result.filter(({ outcome }) => outcome === 'written' || outcome === 'replaced');
  const failed = result.filter(({ outcome }) => outcome === 'failed').length;
  if (failed > 0) return [`${style.bad('✖')} ${count(made.length, 'rollback')} written, ${failed} could not be made.`];
  if (made.length === 0) return [`${style.good('✔')} Nothing to write.`];
  if (dryRun) return [`${style.good('✔')} ${count(made.length, 'rollback')} can be written. Nothing was written.`];
  return [
    `${style.good('✔')} ${count(made.length, 'rollback')} written and proven.`,
    `  Next: read ${made.length === 1 ? 'it' : 'them'}, then ${style.command(`${invoked} status`)}`,
  ];
}

/** A line for each migration; below it what its rollback did not bring back. */
export function proveLines({ result }: Result<ProvenRollback>, manner: Manner): string[] {
  const bad = ({ outcome }: ProvenRollback): boolean => outcome === 'wrong' || outcome === 'missing' || outcome === 'failed';
  const told = manner.quiet ? result.filter(bad) : result;
  const blocks = told.flatMap((one) => [head(one, proven(one, manner), manner), ...indent(provenDetails(one, manner), 4)]);
  return manner.quiet ? blocks : [...blocks, '', ...proveClosing(result, result.filter(bad), manner)];
}

function proven({ outcome, gives, rows, file }: ProvenRollback, { style }: Manner): readonly [string, string] {
  const what = gives === 'all' ? 'schema and every row' : 'schema, and what the migration leaves';
  const words: Record<ProvenRollback['outcome'], readonly [string, string]> = {
    proven: [style.good('✔'), `${what} ${style.dim(`(${rows} rows a table)`)}`],
    wrong: [style.bad('✖'), style.bad(`${file ?? 'its rollback'} does not give back what was there`)],
    missing: [style.warn('!'), 'has no rollback file'],
    irreversible: [style.dim('·'), style.dim('declares itself irreversible')],
    code: [style.dim('·'), style.dim('is code: not tried here')],
    failed: [style.bad('✖'), 'the migration itself does not run'],
  };
  return words[outcome];
}

function provenDetails({ outcome, found, destroyed, unseen, unfilled, error }: ProvenRollback, manner: Manner): string[] {
  const { verbose, style } = manner;
  if (error !== null) return errorLines(error, manner);
  const kept =
    destroyed.length === 0
      ? []
      : [style.dim(`destroyed by the migration, kept by the engine alone: ${destroyed.map(({ object }) => object).join(', ')}`)];
  const thin = verbose ? unfilled.map(({ table, rows, reason }) => style.dim(`${table} took ${count(rows, 'row')} (${reason ?? ''})`)) : [];
  return [
    ...(outcome === 'wrong' ? accounts(found, manner) : []),
    ...kept,
    ...unseen.map((one) => style.dim(`not shown: ${one}`)),
    ...thin,
  ];
}

function accounts(found: readonly Discrepancy[], { style, verbose }: Manner): string[] {
  const shown = verbose ? found : found.slice(0, MOST);
  const more = found.length - shown.length;
  return [
    ...shown.map(({ object, text }) => `${style.strong(object)}: ${text}`),
    ...(more > 0 ? [style.dim(`… and ${more} more (--verbose)`)] : []),
  ];
}

function proveClosing(all: readonly ProvenRollback[], bad: readonly ProvenRollback[], { style, invoked }: Manner): string[] {
  const good = all.filter(({ outcome }) => outcome === 'proven').length;
  if (bad.length === 0) return [`${style.good('✔')} ${count(good, 'rollback')} proven.`];
  const missing = bad.filter(({ outcome }) => outcome === 'missing').length;
  return [
    `${style.bad('✖')} ${count(good, 'rollback')} proven, ${bad.length - missing} wrong, ${missing} missing.`,
    ...(missing > 0 ? [`  Next: ${style.command(`${invoked} rollback generate`)}`] : []),
  ];
}
