import type { KeptItem, Pruned, Report } from '@zepix/migrations-core';
import type { Manner } from './status.js';
import { bytes, count, time } from './wording.js';

/** What `prune` gave up, or would; `choice`: its options that say what, as they are typed. */
export function prunedLines(
  { result, ok }: Pick<Report, 'ok'> & { readonly result: readonly Pruned[] },
  { style, invoked }: Manner,
  choice: string,
): string[] {
  const lines = result.flatMap(({ database, preserved }) => {
    const kept = preserved.filter(({ items }) => items.length > 0);
    const others = preserved.filter(({ items }) => items.length === 0);
    if (preserved.length === 0) return [`${style.strong(database)} ${style.dim('nothing')}`];
    return [
      style.strong(database),
      ...kept.flatMap(({ version, direction, at, items, bytes: size }) => [
        `  ${version} ${direction} ${style.dim(`${time(at)}, ${bytes(size)}`)}`,
        ...items.map((item) => style.dim(`    ${itemText(item)}`)),
      ]),
      ...(others.length === 0 ? [] : [style.dim(`  ${schemaText(others, kept.length > 0)}`)]),
    ];
  });
  const total = result.reduce((sum, { preserved }) => sum + preserved.length, 0);
  if (total === 0) return [...lines, `${style.good('✔')} Nothing to give up.`];
  if (ok)
    return [
      ...lines,
      `${style.good('✔')} Given up: what ${count(total, 'run')} of migrations had kept. What they destroyed can't come back any more.`,
    ];
  return [...lines, `Nothing was changed. Next: ${style.command(`${invoked} prune${choice} --yes`)}`];
}

/** Runs of which no rows are kept but those by which they would know what the application did since. */
function schemaText(others: Pruned['preserved'], isMore: boolean): string {
  const size = others.reduce((sum, { bytes: one }) => sum + one, 0);
  const which = `${isMore ? 'and ' : ''}what takes back the schema of ${count(others.length, isMore ? 'more run' : 'run')}`;
  return size === 0 ? which : `${which}, ${bytes(size)}`;
}

function itemText({ kind, table, columns, rows }: KeptItem): string {
  const of = columns.length === 0 ? table : columns.map((column) => `${table}.${column}`).join(', ');
  return `${kind.replace('-', ' ')}: ${of}, ${count(rows, 'row')}`;
}
