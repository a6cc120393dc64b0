import type { Finding, Health } from '@zepix/migrations-core';
import type { Manner } from './status.js';
import { alignColumns } from './table.js';
import { count } from './wording.js';

/** Every database with what was found, a line each; advice below what needs it. Quiet: only that. */
export function doctorLines({ result }: { readonly result: readonly Health[] }, manner: Manner): string[] {
  const { style, quiet, invoked } = manner;
  const lines = result.flatMap(({ database, file, findings }) => {
    const shown = quiet ? findings.filter(({ level }) => level !== 'ok') : findings;
    return shown.length === 0 ? [] : [`${style.strong(database)} ${style.dim(file)}`, ...findingLines(shown, manner), ''];
  });
  if (quiet) return lines;
  const levels = result.flatMap(({ findings }) => findings.map(({ level }) => level));
  const [bad, warn] = (['bad', 'warn'] as const).map((wanted) => levels.filter((level) => level === wanted).length) as [number, number];
  if (bad > 0)
    return [...lines, `${style.bad('✖')} ${count(bad, 'thing')} ${bad === 1 ? 'is' : 'are'} bad, ${count(warn, 'thing')} to look at.`];
  if (warn > 0) return [...lines, `${style.warn('●')} ${count(warn, 'thing')} to look at; nothing is bad.`];
  return [...lines, `${style.good('✔')} All is well.`, `  Next: ${style.command(`${invoked} status`)}`];
}

function findingLines(findings: readonly Finding[], { style }: Manner): string[] {
  const marks = { ok: style.good('✔'), warn: style.warn('!'), bad: style.bad('✖') };
  const rows = alignColumns(findings.map(({ level, topic, text }) => [`  ${marks[level]}`, style.dim(topic), text]));
  return findings.flatMap(({ advice }, at) => [rows[at] ?? '', ...(advice === null ? [] : [`      ${style.dim('→')} ${advice}`])]);
}
