import type Database from 'better-sqlite3';
import { openForReading } from '../connection/open.js';
import type { Pair } from './compare.js';

/** Two databases opened together. `main` is the left one's connection where there is one. */
export interface OpenPair {
  readonly pair: Pair;
  close(): void;
}

/**
 * Opens two files for comparing, each as of one moment. Two text encodings can't share a connection: then each has its own, and their
 * rows can only be counted. @throws SQLite's errors
 */
export function openPair(left: string | null, right: string): OpenPair {
  if (left === null) return separate(null, openForReading(right));
  const db = openForReading(left, 0);
  try {
    if (attach(db, right)) return together(db);
    db.exec('BEGIN');
    return separate(db, openForReading(right));
  } catch (error) {
    db.close();
    throw error;
  }
}

function attach(db: Database.Database, file: string): boolean {
  try {
    db.prepare('ATTACH ? AS other').run(file);
    return true;
  } catch (error) {
    if (error instanceof Error && error.message.includes('text encoding')) return false;
    throw error;
  }
}

function together(db: Database.Database): OpenPair {
  db.exec('BEGIN');
  for (const schema of ['main', 'other']) db.prepare(`SELECT count(*) FROM ${schema}.sqlite_schema`).get();
  return { pair: { left: { db, schema: 'main' }, right: { db, schema: 'other' } }, close: () => db.close() };
}

function separate(left: Database.Database | null, right: Database.Database): OpenPair {
  const close = (): void => {
    left?.close();
    right.close();
  };
  return { pair: { left: left && { db: left, schema: 'main' }, right: { db: right, schema: 'main' } }, close };
}
