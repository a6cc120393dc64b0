import type { TableModel } from '../model/index.js';
import { quoteName } from '../model/names.js';
import { rowidName } from './copy.js';
import type { ChangeStatement } from './statement.js';

/** A question to the rows of a table before it changes. */
export interface Guard {
  readonly object: string;
  /** Behind SELECT … FROM: the rows that stand in the way, or one row for several that do together. */
  readonly rows: string;
  /** An expression that names one of them. */
  readonly example: string;
  /** What is counted, before the number. */
  readonly what: string;
  /** What gets them out of the way, as a sentence; `…` for what only their owner knows. */
  readonly mend: string;
}

/** How much of a value is shown: it may be a picture. */
const SHOWN = 60;

/** Raises with the number and one of them where there are any: spec `SELECT CASE WHEN … THEN RAISE(ABORT, 'why') END`. */
export function guardStatement({ object, rows, example, what, mend }: Guard): ChangeStatement {
  const message = `'${what.replaceAll("'", "''")}: ' || found || ', such as ' || example`;
  const sql = `SELECT CASE WHEN found > 0 THEN RAISE(ABORT, ${message}) END
FROM (SELECT count(*) AS found, min(${example}) AS example FROM ${rows})`;
  const reason = `Stop where rows do not allow what is to come: ${object}.\n${mend}`;
  return { sql, action: 'guard', object, reason };
}

/** What names a row of a table: its key, else its number. */
export function rowExample(table: TableModel): string {
  const key = table.primaryKey?.columns.map(({ column }) => column) ?? [];
  if (key.length > 0) return key.map((column) => columnExample(column)).join(` || ', ' || `);
  const rowid = rowidName(table);
  return rowid === null ? `'one without a number'` : `'rowid ' || ${rowid}`;
}

/** A column and its value: `id = 7`. */
export function columnExample(column: string, table?: string): string {
  const name = quoteName(column);
  return `'${name.replaceAll("'", "''")} = ' || ${shownValue(table === undefined ? name : `${table}.${name}`)}`;
}

/** A value, as SQL writes it. */
export function shownValue(expression: string): string {
  return `substr(quote(${expression}), 1, ${SHOWN})`;
}

/** What may stand above a guard, for rows that can be mended by a statement. */
export function above(statement: string): string {
  return `What mends them may stand above this: ${statement}`;
}
