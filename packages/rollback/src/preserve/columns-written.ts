import type { SqlValue } from '@zepix/migrations-core';
import type { Workbench } from '@zepix/migrations-sqlite';
import { quoted } from '../store/names.js';
import type { Written } from './row-log.js';

const MOST_COLUMNS = 100;
/** The number of a row can be given without the name of a column. */
const ROWID = /\b(?:rowid|_rowid_|oid)\b/i;
const MARK = '_zepix_column_';

/**
 * The columns that an UPDATE of one table sets, by their places, as SQLite itself takes it: which triggers it would fire. Null where that
 * can't be told, or where it may set the number of a row. The statement is compiled and not run.
 */
export function columnsWritten(
  bench: Workbench,
  { table, columns }: Written,
  sql: string,
  values: readonly SqlValue[],
): readonly number[] | null {
  if (columns.length > MOST_COLUMNS || ROWID.test(sql)) return null;
  const names = columns.map((_, index) => `${MARK}${index}`);
  for (const [index, name] of names.entries())
    bench.exec(
      `CREATE TEMP TRIGGER ${name} BEFORE UPDATE OF ${quoted(columns[index] ?? '')} ON main.${quoted(table)} BEGIN SELECT '${name}'; END`,
    );
  try {
    const marks = new Set(bench.rows(`EXPLAIN ${sql}`, ...values).map((line) => String(line[5])));
    const found = names.flatMap((name, index) => (marks.has(name) ? [index] : []));
    return found.length === 0 ? null : found;
  } finally {
    for (const name of names) bench.exec(`DROP TRIGGER temp.${name}`);
  }
}
