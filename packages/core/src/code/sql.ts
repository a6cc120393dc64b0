import type { SqlQuery, SqlValue } from '../ports/code.js';

/** What may stand in `${…}`: a value, which is bound, or a piece of SQL. True and false are bound as 1 and 0. */
export type SqlPart = SqlValue | boolean | SqlQuery;

const MARK = Symbol.for('zepix.sql');
const INTEGERS = { least: -(2n ** 63n), most: 2n ** 63n - 1n };

/**
 * SQL with bound values: sql`UPDATE t SET a = ${a} WHERE id = ${id}`. Pieces made by `sql` may stand in one another.
 * @throws TypeError for what can't be bound
 */
function tag(strings: TemplateStringsArray, ...parts: readonly SqlPart[]): SqlQuery {
  const values: SqlValue[] = [];
  let text = '';
  for (const [index, string] of strings.entries()) {
    if (string === undefined) throw new TypeError('sql: an escape in the text is none of JavaScript\'s; write "\\\\" for a backslash');
    text += string;
    if (index === parts.length) break;
    const part = parts[index];
    if (isSql(part)) {
      text += part.text;
      values.push(...part.values);
    } else {
      text += '?';
      values.push(bindable(part));
    }
  }
  return make(text, values);
}

/** A name as SQL: sql.id('orders', 'status') is "orders"."status". */
function id(...names: readonly [string, ...string[]]): SqlQuery {
  if (names.some((name) => typeof name !== 'string' || name === '' || name.includes('\0'))) throw new TypeError('sql.id: a name is a text');
  return make(names.map((name) => `"${name.replaceAll('"', '""')}"`).join('.'), []);
}

/** Values or pieces behind one another: sql`id IN (${sql.join(ids)})`. An empty list gives nothing, which IN () takes. */
function join(parts: readonly SqlPart[], separator = ', '): SqlQuery {
  const pieces = parts.map((part) => (isSql(part) ? part : tag`${part}`));
  return make(
    pieces.map(({ text }) => text).join(separator),
    pieces.flatMap(({ values }) => values),
  );
}

/** The tag, with `sql.id` for names and `sql.join` for lists. */
export const sql = Object.assign(tag, { id, join });

/** Whether it was made by `sql`: any other object is refused, so that no text gets in unseen. */
export function isSql(value: unknown): value is SqlQuery {
  return typeof value === 'object' && value !== null && MARK in value;
}

function make(text: string, values: readonly SqlValue[]): SqlQuery {
  return Object.freeze({ [MARK]: true, text, values });
}

function bindable(value: unknown): SqlValue {
  if (value === null || typeof value === 'string' || value instanceof Uint8Array) return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number' && !Number.isNaN(value)) return value;
  if (typeof value === 'bigint' && value >= INTEGERS.least && value <= INTEGERS.most) return value;
  throw new TypeError(`sql: ${nameOf(value)} can't be bound; ${adviceFor(value)}`);
}

function nameOf(value: unknown): string {
  if (value instanceof Date) return 'a Date';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : String(value);
}

function adviceFor(value: unknown): string {
  if (value === undefined) return 'write null where NULL is meant';
  if (value instanceof Date) return 'say in which form: toISOString(), getTime()';
  if (Array.isArray(value)) return 'write sql.join(list)';
  return 'only null, numbers, bigint (64 bit), texts, true, false and Uint8Array can';
}
