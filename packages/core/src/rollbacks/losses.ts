import type { Discrepancy, Verdict } from '../ports/rollbacks.js';
import type { Effect, Program } from '../ports/script.js';

/**
 * What a rollback's text can't give back, a line each, as its header says it: what the migration destroys, with the lines of the
 * migration that do it, as far as their words tell.
 */
export function lossesOf({ data, writes, unseen }: Verdict, program: Program): readonly string[] {
  const seen = [...data, ...writes].map((one) => `${describe(one)}${places(one, program)}`);
  return [...new Set([...seen, ...unseen.map(unmet)])];
}

/** Nothing is claimed of what was not seen. */
export function unmet({ table, kind, location }: Effect): string {
  const what = kind === 'delete' ? 'rows' : 'values';
  return `${what} of ${table ?? 'a table'}, where they meet the condition (line ${location.line} ${WORDS[kind]}; no generated row met it)`;
}

function describe({ object, text, kind }: Discrepancy): string {
  const [thing = '', name = object] = object.split(/ (.*)/s);
  if (kind === 'counter') return `${object}: the migration does not keep it`;
  if (kind === 'failure') return `rows that were written since and that the old schema does not take: then ${text}`;
  if (kind === 'foreign-key') return `the parents of rows (${object})`;
  if (kind === 'index') return `what the full-text index of ${name} found`;
  if (thing === 'column') return `values of ${name}`;
  if (text.includes('too many') || text.includes('more than before')) return `rows that the migration adds to ${name}, which stay`;
  return text.includes(' gone') ? `rows of ${name}` : `${object}: ${text}`;
}

const WORDS: Readonly<Record<Effect['kind'], string>> = {
  'drop-table': 'drops the table',
  'drop-column': 'drops a column',
  delete: 'deletes rows',
  update: 'overwrites values',
  replace: 'replaces rows',
  unparsed: 'is not understood',
};

function places({ object }: Discrepancy, { effects }: Program): string {
  const table = /^(?:table|column) ("[^"]+"|[^.]+)/.exec(object)?.[1]?.toLowerCase();
  const column = /^column .*\.([^.]+)$/.exec(object)?.[1]?.toLowerCase();
  const all = effects.filter((effect) => effect.table?.toLowerCase() === table);
  const naming = column === undefined ? [] : all.filter(({ original }) => original.toLowerCase().includes(column));
  const about = naming.length > 0 ? naming : all;
  const said = [...new Set(about.map(({ kind, location }) => `line ${location.line} ${WORDS[kind]}`))];
  return said.length === 0 ? '' : ` (${said.slice(0, 3).join(', ')})`;
}
