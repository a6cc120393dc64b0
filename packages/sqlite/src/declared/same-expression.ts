import { foldSql, quoteName } from '../model/names.js';

/** Whether two expressions of a table are the same, whether or not they call its columns by the table's name: `orders.lots`, `lots`. */
export function sameExpression(one: string | null, other: string | null, table: string): boolean {
  if (one === null || other === null) return one === other;
  const own = quoteName(table).replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = new RegExp(String.raw`'(?:[^']|'')*'|(?<![\p{L}\p{N}_$."])${own}\.`, 'giu');
  const bare = (sql: string): string => foldSql(sql.replaceAll(pattern, (part) => (part.startsWith("'") ? part : '')));
  return bare(one) === bare(other);
}
