import type { Created, Dropped, DumpResult, ResultReport } from '@zepix/migrations-core';
import { errorLines } from './errors.js';
import type { Manner } from './status.js';
import { alignColumns } from './table.js';
import { count } from './wording.js';

/** The script itself, or what became of its file. */
export function dumpLines({ result }: { readonly result: readonly DumpResult[] }, manner: Manner): string[] {
  return result.flatMap((one, at) => {
    if (one.out !== null) return outcomeLines(one, manner);
    const lines = one.sql.trimEnd().split('\n');
    return at === 0 ? lines : ['', ...lines];
  });
}

function outcomeLines({ database, version, out, outcome }: DumpResult, { style, quiet, invoked }: Manner): string[] {
  const what = `the schema of ${database} at ${version ?? 'no version'}`;
  if (outcome === 'differs') {
    return [
      `${style.bad('✖')} ${out ?? ''} is not ${what}.`,
      `  Next: ${style.command(`${invoked} dump --filter ${database} --out ${out ?? ''}`)}`,
    ];
  }
  if (quiet) return [];
  return [outcome === 'unchanged' ? `${style.good('✔')} ${out ?? ''} is ${what} already.` : `${style.good('✔')} ${out ?? ''}: ${what}.`];
}

export function createLines({ result }: { readonly result: readonly Created[] }, { style, invoked }: Manner): string[] {
  const made = result.filter(({ created }) => created).length;
  const rows = result.map(({ database, file, created }) => [
    created ? style.good('✔') : style.dim('·'),
    style.strong(database),
    created ? 'created, with an empty ledger' : style.dim('was there before'),
    style.dim(file),
  ]);
  return [
    ...alignColumns(rows),
    '',
    `${count(made, 'database')} created.`,
    `  Next: ${style.command(made > 0 ? invoked : `${invoked} status`)}`,
  ];
}

export function dropLines(
  { result, error }: ResultReport<readonly Dropped[]> & { readonly result: readonly Dropped[] },
  manner: Manner,
): string[] {
  const { style, invoked } = manner;
  const lines = result.flatMap(({ database, files, dropped }) => [
    style.strong(database),
    ...(files.length === 0
      ? [style.dim('  is not there')]
      : files.map((file) => `  ${dropped ? style.bad('−') : style.warn('→')} ${file}`)),
  ]);
  if (error !== null) return [...lines, '', `${style.bad('✖')} ${errorLines(error, manner).join('\n  ')}`];
  const gone = result.filter(({ dropped }) => dropped).length;
  return [
    ...lines,
    '',
    `${style.good('✔')} ${count(gone, 'database')} deleted.`,
    `  Next: ${style.command(`${invoked} create`)}, or ${style.command(invoked)}`,
  ];
}
