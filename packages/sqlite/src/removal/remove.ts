import { rmSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { MigrationError } from '@zepix/migrations-core';
import type { Target } from '@zepix/migrations-core';
import { explained, isBusy } from '../connection/errors.js';
import { requirePresent } from '../target/probe.js';
import { openElsewhere } from './open-elsewhere.js';

/** The file itself first: an application that opens it in between must not find it without its log. Snapshots are not among them. */
const SUFFIXES = ['', '-wal', '-shm', '-journal'];
const LOCK_SUFFIXES = ['.migrate-lock', '.migrate-lock.owner', '.migrate-lock-journal'];

export function databaseFiles({ id }: Target): readonly string[] {
  return [...SUFFIXES, ...LOCK_SUFFIXES]
    .map((suffix) => `${id}${suffix}`)
    .filter((path) => statSync(path, { throwIfNoEntry: false }) !== undefined);
}

/** Removes a database that nobody else has open. @throws MigrationError DATABASE_MISSING, DATABASE_LOCKED, NOT_A_DATABASE */
export function removeDatabase(target: Target): void {
  requirePresent(target);
  requireUnused(target);
  try {
    for (const suffix of SUFFIXES) rmSync(`${target.id}${suffix}`, { force: true });
  } catch (error) {
    throw inUse(target, error instanceof Error ? error.message : String(error), error);
  }
}

/** The lock's files of a database that is gone. One that another run just took stays: on some systems it can't be removed anyway. */
export function removeLock({ id }: Target): void {
  try {
    for (const suffix of LOCK_SUFFIXES) rmSync(`${id}${suffix}`, { force: true });
  } catch {
    return;
  }
}

/**
 * Leaving WAL mode needs every other connection to be gone, and an exclusive transaction needs every other one to be at rest; what SQLite
 * can't tell, the system may.
 */
function requireUnused(target: Target): void {
  const others = openElsewhere(target.id);
  if (others.length > 0) throw inUse(target, `process ${others.join(', ')} has it open`);
  let db: Database.Database | undefined;
  try {
    db = new Database(target.id, { fileMustExist: true, timeout: 0 });
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    if (db.pragma('journal_mode', { simple: true }) === 'wal') db.pragma('journal_mode = DELETE');
    else db.exec('BEGIN EXCLUSIVE; ROLLBACK');
  } catch (error) {
    throw isBusy(error) ? inUse(target, 'another connection has it open', error) : explained(error, target.shown);
  } finally {
    db?.close();
  }
}

function inUse({ shown }: Target, why: string, cause?: unknown): MigrationError {
  return new MigrationError('DATABASE_LOCKED', `${shown} is in use: ${why}.`, {
    hint: 'End the programs that use it, then run the command again.',
    dataState: 'Nothing was deleted.',
    cause,
  });
}
