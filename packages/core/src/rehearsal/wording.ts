import type { ContentDifference } from '../ports/snapshot.js';
import type { SchemaDifference } from '../ports/schema.js';

/** `index idx_orders_status is missing`, `column orders.sl was REAL DEFAULT 0 and is REAL`. */
export function schemaText({ object, change, expected, found }: SchemaDifference): string {
  if (change === 'missing') return `${object} is missing`;
  if (change === 'unexpected') return `${object} was not there before`;
  return `${object} was ${expected ?? 'nothing'} and is ${found ?? 'nothing'}`;
}

/** `orders.status: 12 rows are changed, such as the one with key 7: 'OPEN' before, 'open' now`. */
export function contentText({ kind, table, column, rows, example }: ContentDifference): string {
  const what = column === null ? table : `${table}.${column}`;
  if (rows === null) return kind === 'missing' ? `column ${what} is missing` : `column ${what} was not there before`;
  const [are, such] = rows === 1 ? ['1 row is', 'the one'] : [`${rows} rows are`, 'such as the one'];
  const state = kind === 'unexpected' ? 'there that was not' : kind;
  const key = example === null || example.key === null ? '' : `, ${such} with key ${example.key}`;
  const values = example === null || example.before === null ? '' : `: ${brief(example.before)} before, ${brief(example.after)} now`;
  return `${what}: ${are} ${rows === 1 || kind !== 'unexpected' ? state : 'there that were not'}${key}${values}`;
}

const LONGEST = 60;

function brief(literal: string | null): string {
  if (literal === null) return 'NULL';
  return literal.length <= LONGEST ? literal : `${literal.slice(0, LONGEST)}…`;
}
