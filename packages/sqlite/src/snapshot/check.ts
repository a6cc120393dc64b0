import type Database from 'better-sqlite3';
import { openForReading } from '../connection/open.js';

/** Findings about what rows hold: copied faithfully, they are the application's affair and no damage of the file. */
const ABOUT_VALUES = /^(?:CHECK constraint failed in|(?:NULL|NUMERIC|TEXT|non-\w+) value in)\s/;

const MOST_FINDINGS = 100;

/** What SQLite's own check finds wrong with the structure of a database; null when all is well. */
export function damageOf(db: Database.Database): string | null {
  db.pragma('ignore_check_constraints = ON');
  try {
    const findings = (db.pragma(`quick_check(${MOST_FINDINGS})`) as { quick_check: string }[]).map((row) => row.quick_check);
    return findings.find((finding) => finding !== 'ok' && !ABOUT_VALUES.test(finding)) ?? null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    db.pragma('ignore_check_constraints = OFF');
  }
}

/** Opens a file that is no live one for reading, and closes it again. */
export function withFile<R>(file: string, body: (db: Database.Database) => R): R {
  const db = openForReading(file);
  try {
    return body(db);
  } finally {
    db.close();
  }
}
