import type { Generated, GeneratedProven, Introspected } from '@zepix/migrations-core';
import { flags } from './invoked.js';
import type { Manner } from './status.js';
import { alignColumns } from './table.js';
import { count } from './wording.js';

export function generatedLines({ result }: { readonly result: GeneratedProven }, { style, invoked }: Manner): string[] {
  const { database, version, file, rollback, proof } = result;
  if (file === null || rollback === null)
    return [`${style.good('✔')} ${database}: the migrations make all that is declared; nothing to do.`];
  return [
    `${style.good('✔')} ${database}: migration ${version ?? ''} is there ${style.dim('(proven on a scratch database: up, and back to every byte)')}`,
    ...alignColumns([
      [`  ${style.dim('up')}`, file],
      [`  ${style.dim('down')}`, rollback],
    ]),
    ...changeLines(result, style),
    ...proofLines(proof, style),
    `  Next: read it, then ${style.command(`${invoked} plan --filter ${database}`)}`,
  ];
}

/** What the schema's proof can't tell: whether rows come back. */
function proofLines(proof: GeneratedProven['proof'], style: Manner['style']): string[] {
  if (proof === null || proof.outcome === 'irreversible') return [];
  if (proof.outcome !== 'proven') {
    const found = proof.found.map(({ text }) => `  ${style.warn('!')} ${text}`);
    return [`  ${style.warn('!')} On generated rows its rollback does not bring everything back:`, ...found];
  }
  if (proof.rows === 0)
    return [`  ${style.dim('·')} Its rollback was tried without rows: the migration takes none of those that are generated for it.`];
  const rows = proof.gives === 'schema' ? 'what the migration leaves of the rows' : 'every row';
  return [`  ${style.dim('·')} On generated rows (${proof.rows} a table) its rollback brings back ${rows}.`];
}

/** `given` are the options that say where the tables are declared and what was renamed, each with a blank before it. */
export function aheadLines({ result }: { readonly result: readonly Generated[] }, { style, invoked }: Manner, given: string): string[] {
  return result.flatMap((one) => {
    if (one.changes.length === 0) return [`${style.good('✔')} ${one.database}: the migrations make all that is declared.`];
    return [
      `${style.bad('✘')} ${one.database}: the declared schema is ahead of the migrations by ${count(one.changes.length, 'change')}.`,
      ...changeLines(one, style),
      `  Next: ${style.command(`${invoked} generate NAME --filter ${one.database}${given}`)}`,
    ];
  });
}

function changeLines({ changes, kept }: Generated, style: Manner['style']): string[] {
  return [
    ...changes.map(({ reason, loses }) => `  ${style.dim('·')} ${reason}${loses === null ? '' : style.warn(` Loses ${loses}.`)}`),
    ...(kept.length === 0 ? [] : [`  ${style.dim('·')} Stays though Drizzle does not declare it: ${kept.join(', ')}.`]),
  ];
}

export function introspectedLines({ result }: { readonly result: Introspected }, { style, invoked }: Manner): string[] {
  const { database, text, tables, unsaid, out } = result;
  if (out === null) return text.trimEnd().split('\n');
  return [
    `${style.good('✔')} ${database}: ${count(tables, 'table')} declared in ${out}`,
    ...unsaid.map((what) => `  ${style.dim('·')} Drizzle has no words for ${what}.`),
    `  Next: read it, then ${style.command(`${invoked} generate --check --filter ${database}${flags({ schema: out })}`)}`,
  ];
}
