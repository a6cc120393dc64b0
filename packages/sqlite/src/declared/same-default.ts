import Database from 'better-sqlite3';
import { extended } from '../connection/extend.js';
import type { ColumnModel } from '../model/index.js';

const CHANGING = /\b(?:CURRENT_\w+|random\w*|date|time|datetime|julianday|strftime|unixepoch)\b/i;

/** Whether a row gets the same value from both columns' defaults, in type and bits. */
export function sameDefault(one: ColumnModel, other: ColumnModel): boolean {
  if (one.default === other.default) return true;
  if (one.default === null || other.default === null || CHANGING.test(one.default + other.default)) return false;
  return stored(one.type, one.default) === stored(other.type, other.default);
}

function stored(type: string, expression: string): unknown {
  const db = extended(new Database(':memory:'));
  try {
    db.exec(`CREATE TABLE one (value ${type} DEFAULT (${expression})); INSERT INTO one DEFAULT VALUES`);
    return db.prepare("SELECT typeof(value) || ' ' || quote(value) FROM one").pluck().get();
  } catch {
    return expression; // A function of the application's: the text is all that can be known.
  } finally {
    db.close();
  }
}
