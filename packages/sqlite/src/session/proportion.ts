import { statSync } from 'node:fs';
import type Database from 'better-sqlite3';
import type { Statement } from '@zepix/migrations-core';

/** Up to this size a file is checked in some milliseconds, whatever is to come. */
const SMALL_BYTES = 8 * 1024 * 1024;

const SCHEMA_ALONE =
  /^\s*(?:CREATE\s+(?:TEMP(?:ORARY)?\s+)?(?:TABLE|VIEW|TRIGGER)\b|ALTER\s+TABLE\s+\S+\s+(?:ADD\b(?!\s+(?:CONSTRAINT|CHECK)\b)|RENAME\b)|DROP\s+(?:VIEW|TRIGGER)\b)/i;
const FILLED_AT_ONCE = /^\s*CREATE\s+(?:TEMP(?:ORARY)?\s+)?TABLE\b[^(]*\bAS\b/i;
const PUTS_IN = /^\s*(?:INSERT|REPLACE)\b/i;
/** Lines of a query plan: by a key that is given, and what is no table. https://sqlite.org/eqp.html */
const BY_KEY = /^SEARCH .*\([^<>]*=\?[^<>]*\)$/;
const NO_TABLE = /^(?:SCAN (?:CONSTANT ROW|\d+-ROW VALUES CLAUSE)|(?:SCALAR|LIST) SUBQUERY \d+)$/;

/** Whether statements change the schema alone, or rows that a key leads to, while the file has many others. */
export function touchesLittle(db: Database.Database, file: string, before: () => readonly Statement[] | null): boolean {
  const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const statements = bytes > SMALL_BYTES ? before() : null;
  return statements !== null && statements.every((one) => one.role !== 'change' || isLittle(db, one.sql));
}

function isLittle(db: Database.Database, sql: string): boolean {
  return SCHEMA_ALONE.test(sql) ? !FILLED_AT_ONCE.test(sql) : findsByKey(db, sql);
}

/** Whether a statement writes only rows that a key leads to, or puts some in that it names. */
export function findsByKey(db: Database.Database, sql: string): boolean {
  const plan = planOf(db, sql);
  if (plan === null || (plan.length === 0 && !PUTS_IN.test(sql))) return false;
  return plan.every((line) => BY_KEY.test(line) || NO_TABLE.test(line));
}

/** Null for what can't be compiled now: a statement before it makes what it speaks of. */
function planOf(db: Database.Database, sql: string): readonly string[] | null {
  try {
    return db
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map((row) => String((row as { readonly detail: unknown }).detail));
  } catch {
    return null;
  }
}
