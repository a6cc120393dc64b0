import { nextToken } from '../script/tokens.js';
import type { Token } from '../script/tokens.js';

interface Word {
  readonly upper: string;
  readonly token: Token;
}

const BEHIND = new Set(['RETURNING', 'ORDER', 'LIMIT']);

/**
 * A query of the rows that an UPDATE or DELETE with a condition hits, `SELECT 1 FROM … WHERE …`, for estimates: the condition is meant for
 * rows as they are then. Null for a statement without one, with parameters, or that joins other tables.
 */
export function whichRows(sql: string): string | null {
  const words = topLevel(sql);
  if (words === null) return null;
  const verb = words[0]?.upper;
  const at = (word: string): number => words.findIndex(({ upper }) => upper === word);
  const [set, from, where] = [at('SET'), at('FROM'), at('WHERE')];
  const start = verb === 'UPDATE' ? (words[1]?.upper === 'OR' ? 2 : 0) : verb === 'DELETE' ? from : -1;
  const end = verb === 'UPDATE' ? set : where;
  if (start === -1 || end <= start || where < end || (verb === 'UPDATE' && from !== -1)) return null;
  const last = words.slice(where).find(({ upper }) => BEHIND.has(upper));
  const slice = (after: number, before: Word | undefined): string =>
    sql.slice(words[after]?.token.end, before?.token.start).replace(/;\s*$/, '');
  return `SELECT 1 FROM ${slice(start, words[end])} WHERE ${slice(where, last)}`;
}

/** The words outside of parentheses; null where there are parameters. */
function topLevel(sql: string): readonly Word[] | null {
  const words: Word[] = [];
  let depth = 0;
  for (let token = nextToken(sql, 0); token !== null; token = nextToken(sql, token.end)) {
    const text = sql.slice(token.start, token.end);
    if (token.kind === 'variable') return null;
    if (text === '(') depth += 1;
    else if (text === ')') depth -= 1;
    else if (depth === 0 && token.kind === 'word') words.push({ upper: text.toUpperCase(), token });
  }
  return words;
}
