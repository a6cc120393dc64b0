import type { RawStatement } from './parse.js';
import type { Words } from './words.js';

/** Keywords that SQLite never takes for a name unless they are quoted: a table "order" is not mentioned by ORDER BY. */
export const RESERVED: ReadonlySet<string> = new Set(
  (
    'ADD ALL ALTER AND AS AUTOINCREMENT BETWEEN CASE CHECK COLLATE COMMIT CONSTRAINT CREATE DEFAULT DEFERRABLE DELETE DISTINCT ' +
    'DROP ELSE ESCAPE EXCEPT EXISTS FOREIGN FROM GROUP HAVING IN INDEX INSERT INTERSECT INTO IS ISNULL JOIN LIMIT NOT NOTHING NOTNULL NULL ' +
    'ON OR ORDER PRIMARY REFERENCES RETURNING SELECT SET TABLE THEN TO TRANSACTION UNION UNIQUE UPDATE USING VALUES WHEN WHERE'
  ).split(' '),
);

/** Behind these a string literal is a name (`DROP TABLE 'orders'`). */
const NAME_FOLLOWS = new Set(['FROM', 'JOIN', 'INTO', 'UPDATE', 'TABLE', 'EXISTS', 'ON', 'REFERENCES', 'TO', '.']);

/** Every identifier of the statements, lower case and unquoted: a superset of the tables they touch. */
export function mentionsOf(statements: readonly RawStatement[]): ReadonlySet<string> {
  const mentions = new Set<string>();
  for (const { words } of statements) {
    for (let index = 0; index < words.length; index += 1) {
      const name = mention(words, index);
      if (name !== null) mentions.add(name.toLowerCase());
    }
  }
  return mentions;
}

function mention(words: Words, index: number): string | null {
  const kind = words.kind(index);
  if (kind === 'word') return RESERVED.has(words.word(index)) ? null : words.raw(index);
  if (kind === 'string' && !NAME_FOLLOWS.has(words.word(index - 1)) && words.word(index + 1) !== '.') return null;
  return words.name(index);
}
