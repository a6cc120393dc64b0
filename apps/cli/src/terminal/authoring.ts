import type { NewMigration, Squash } from '@zepix/migrations-core';
import type { Manner } from './status.js';
import { alignColumns } from './table.js';
import { count } from './wording.js';

export function newLines({ result }: { readonly result: NewMigration }, { style, invoked }: Manner): string[] {
  const { database, file, rollback } = result;
  const rows = [
    [`  ${style.dim('up')}`, file],
    [`  ${style.dim('down')}`, rollback ?? style.dim('none: it is declared irreversible')],
  ];
  return [
    `${style.good('✔')} ${database}: migration ${result.version} is there, with no statement yet.`,
    ...alignColumns(rows),
    `  Next: write its statements, then ${style.command(`${invoked} plan --filter ${database}`)}`,
  ];
}

export function squashLines({ result }: { readonly result: Squash }, manner: Manner): string[] {
  const { style } = manner;
  const proof = `same schema, same ${count(result.rows, 'row')} in ${count(result.tables, 'table')}, on scratch databases`;
  if (!result.written)
    return [
      ...result.sql.trimEnd().split('\n'),
      '',
      ...notes(result, manner),
      `${style.good('✔')} Proven (${proof}). Nothing was written.`,
    ];
  return [
    `${style.good('✔')} ${result.database}: one migration stands for ${result.migrations} now ${style.dim(`(proven: ${proof})`)}`,
    ...alignColumns([
      [`  ${style.dim('up')}`, result.file],
      [`  ${style.dim('down')}`, result.rollback],
      ...result.replaced.map(({ file, movedTo }) => [`  ${style.dim('moved')}`, `${file} ${style.dim('→')} ${movedTo}`]),
    ]),
    ...notes(result, manner),
    `  Next: ${style.command(`${manner.invoked} status --filter ${result.database}`)}, then commit all of it`,
  ];
}

function notes({ defaulted, frozen }: Squash, { style }: Manner): string[] {
  return [
    ...(defaulted.length === 0 ? [] : [`  ${style.dim('·')} ${defaulted.join(', ')}: from the clock, left to the column's default.`]),
    ...(frozen.length === 0
      ? []
      : [
          `  ${style.warn('!')} ${frozen.join(', ')}: from the clock or from chance, with no default; the file now says one value for all.`,
        ]),
  ];
}
