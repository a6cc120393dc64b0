import type { Shape } from './classify.js';
import type { RawStatement } from './parse.js';
import type { Words } from './words.js';

/**
 * The function that stands in for RAISE() outside of triggers. The session registers it on its connection with one or two
 * arguments: the kind ('ABORT', 'FAIL', 'ROLLBACK' or 'IGNORE') and the message (NULL for IGNORE). It must be registered as
 * non-deterministic, and every row of a guard must be stepped.
 */
export const RAISE_FUNCTION = '__zepix_raise';

const KINDS = new Set(['ABORT', 'FAIL', 'ROLLBACK', 'IGNORE']);
const RUNS_NOW = new Set(['SELECT', 'VALUES', 'INSERT', 'REPLACE', 'UPDATE', 'DELETE']);

/** Whether the statement raises when it runs (and not later, in a trigger or a view that it creates). */
export function raises({ text, words }: RawStatement, shape: Shape): boolean {
  return runsNow(words, shape) && raiseIndexes(text, words).length > 0;
}

/** The statement with every RAISE(KIND, …) as a call of `RAISE_FUNCTION`, all else byte for byte as it was. */
export function rewriteRaise({ text, words, location }: RawStatement, shape: Shape): string {
  if (!runsNow(words, shape)) return text;
  let [sql, copied] = ['', 0];
  for (const index of raiseIndexes(text, words)) {
    const [name, kind] = [words.token(index), words.token(index + 2)];
    if (name === undefined || kind === undefined) continue;
    sql += text.slice(copied, name.start - location.offset) + RAISE_FUNCTION;
    sql += text.slice(name.end - location.offset, kind.start - location.offset);
    sql += words.word(index + 2) === 'IGNORE' ? "'IGNORE', NULL" : `'${words.word(index + 2)}'`;
    copied = kind.end - location.offset;
  }
  return sql + text.slice(copied);
}

/** What CREATE and ALTER hold is stored in the schema, where our function must never get; CREATE TABLE … AS stores no text. */
function runsNow(words: Words, { verb, object, target }: Shape): boolean {
  if (verb === 'CREATE') return object === 'TABLE' && target !== null && words.word(target.next) === 'AS';
  return RUNS_NOW.has(verb);
}

function raiseIndexes(text: string, words: Words): number[] {
  if (!/raise/i.test(text)) return [];
  const found: number[] = [];
  for (let index = 0; index < words.length; index += 1) {
    if (words.word(index) === 'RAISE' && words.word(index + 1) === '(' && KINDS.has(words.word(index + 2))) found.push(index);
  }
  return found;
}
