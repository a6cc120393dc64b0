import type { Baseline, History, RepairResult, ResultReport } from '@zepix/migrations-core';
import type { Manner } from './status.js';
import { alignColumns } from './table.js';
import { count, duration, time } from './wording.js';

export function baselineLines({ result }: ResultReport<Baseline> & { readonly result: Baseline }, { style, invoked }: Manner): string[] {
  const { database, recorded, differences } = result;
  const proven =
    differences.length === 0
      ? 'what they make on a scratch database is what is there'
      : `${count(differences.length, 'difference')} accepted`;
  return [
    `${style.good('✔')} ${database}: ${count(recorded.length, 'migration')} recorded as applied, ${recorded[0] ?? ''} to ${recorded.at(-1) ?? ''} ${style.dim(`(${proven})`)}`,
    `  Next: ${style.command(`${invoked} status`)}`,
  ];
}

type Repaired = Pick<ResultReport<unknown>, 'databases'> & { readonly result: readonly RepairResult[] };

export function repairLines({ result, databases }: Repaired, { style, invoked, quiet }: Manner): string[] {
  const wanted = result.filter(({ actions }) => actions.length > 0);
  if (wanted.length === 0) return quiet || databases.some(({ error }) => error !== null) ? [] : [`${style.good('✔')} Nothing to repair.`];
  const lines = wanted.flatMap(({ database, actions, done }) => [
    style.strong(database),
    ...actions.map(({ description }) => `  ${done ? style.good('✔') : style.warn('→')} ${description}`),
  ]);
  const number = wanted.reduce((sum, { actions }) => sum + actions.length, 0);
  const done = wanted.every((one) => one.done);
  const closing = done
    ? [`${style.good('✔')} ${count(number, 'change')} made in the ledger.`, `  Next: ${style.command(`${invoked} status`)}`]
    : [
        `${count(number, 'change')} would be made in the ledger, none in your tables.`,
        `  Next: ${style.command(`${invoked} repair --yes`)} with the same --filter`,
      ];
  return [...lines, '', ...closing];
}

export function historyLines({ result }: { readonly result: readonly History[] }, { style, verbose }: Manner): string[] {
  return result.flatMap(({ database, entries, head, broken }) => {
    const rows = entries.map(({ at, event, version, details, hash }) => [
      style.dim(time(at)),
      event.replaceAll('-', ' '),
      version === null ? '' : `${version}${text(details['name']) === '' ? '' : `_${text(details['name'])}`}`,
      text(details['by']),
      typeof details['executionTimeMs'] === 'number' ? duration(details['executionTimeMs']) : '',
      style.dim(verbose ? hash : hash.slice(0, 12)),
      event === 'failed' ? style.bad(text(details['message'])) : '',
    ]);
    const chain =
      broken === null
        ? `${style.good('✔')} ${count(entries.length, 'event')}, the chain holds; head ${head ?? 'none'}`
        : `${style.bad('✖')} The chain breaks at row ${broken.id}: ${broken.reason}.`;
    return [style.strong(database), ...alignColumns(rows).map((row) => `  ${row}`), `  ${chain}`, ''];
  });
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
