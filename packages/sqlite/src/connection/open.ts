import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { MigrationError } from '@zepix/migrations-core';
import type { Target } from '@zepix/migrations-core';
import { explained } from './errors.js';
import { extended } from './extend.js';

/** How long a read waits for a writer that is just committing, in ms. A read is never worth holding anybody up for longer. */
const READ_TIMEOUT_MS = 500;

/** Whether a database has a write-ahead log beside it: of an application that runs, or of one that was killed. */
export function hasLog(file: string, suffix: '-wal' | '-shm' | '-journal' = '-wal'): boolean {
  return statSync(`${file}${suffix}`, { throwIfNoEntry: false }) !== undefined;
}

/**
 * Opens a database for looking only. Opened read-write with `query_only`: a WAL file that is opened read-only keeps its -wal and -shm
 * behind, this way SQLite removes them again (https://sqlite.org/wal.html#read_only_databases). Where a -wal is there already it is opened
 * read-only: whoever closes last would write it into the file and remove it, or throw it away where it can't be read.
 * With a timeout of 0 it never waits.
 */
export function openForReading(file: string, timeoutMs = READ_TIMEOUT_MS, readonly = hasLog(file)): Database.Database {
  const db = extended(new Database(file, { fileMustExist: true, timeout: timeoutMs, readonly }));
  try {
    db.pragma('query_only = ON');
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Opens a database for a run: every commit is synced to the disk whatever the journal mode (or none, where nobody would miss the file),
 * foreign keys off until a transaction asks for them, and no waiting inside SQLite. @throws MigrationError NOT_A_DATABASE, DATABASE_READ_ONLY, DATABASE_LOCKED …
 */
export function openForWriting(target: Target, create: boolean, durable = true): Database.Database {
  const db = connect(target, create);
  try {
    db.pragma(`synchronous = ${durable ? 'FULL' : 'OFF'}`);
    db.pragma('foreign_keys = OFF');
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    if (db.readonly) throw new MigrationError('DATABASE_READ_ONLY', `${target.shown} is read-only.`, { hint: 'Check its permissions.' });
    return db;
  } catch (error) {
    db.close();
    throw explained(error, target.shown);
  }
}

function connect(target: Target, create: boolean): Database.Database {
  try {
    return extended(new Database(target.id, { fileMustExist: !create, timeout: 0 }));
  } catch (error) {
    throw explained(error, target.shown);
  }
}
