import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { Finding, Owner } from '@zepix/migrations-core';
import { isBusy } from '../connection/errors.js';
import { readOwner } from '../lock/owner-file.js';

/** The runner's lock: free, or held and by whom. It is tried and given back at once. */
export function runnerLockFinding(file: string): Finding {
  const topic = 'runner lock';
  const lock = `${file}.migrate-lock`;
  if (statSync(lock, { throwIfNoEntry: false }) === undefined) return { topic, level: 'ok', text: 'free; no run so far', advice: null };
  const owner = readOwner(`${lock}.owner`);
  if (isHeld(lock)) {
    return {
      topic,
      level: 'warn',
      text: `held by ${named(owner)}`,
      advice: 'A run is at work. The lock is free at once when its process ends.',
    };
  }
  if (owner === null) return { topic, level: 'ok', text: 'free', advice: null };
  return {
    topic,
    level: 'ok',
    text: `free; ${named(owner)} ended without a word`,
    advice: 'Look at "status". The next run clears that note away.',
  };
}

/** Whether somebody writes right now: a write transaction is begun and given back, with nothing in it. */
export function writeLockFinding(db: Database.Database): Finding {
  const topic = 'write lock';
  try {
    tryToWrite(db);
    return { topic, level: 'ok', text: 'free: nobody is writing right now', advice: null };
  } catch (error) {
    if (!isBusy(error)) return { topic, level: 'ok', text: 'not tried: this user may not write the file', advice: null };
    return {
      topic,
      level: 'warn',
      text: 'held: another connection is writing right now',
      advice: 'If it lasts, a transaction was left open in some program.',
    };
  }
}

/** Where the connection is read-only, another one beside it: while this one is open, closing that one moves nothing of a log. */
function tryToWrite(db: Database.Database): void {
  const own = db.readonly ? new Database(db.name, { fileMustExist: true, timeout: 0 }) : db;
  try {
    own.exec('PRAGMA query_only = OFF; BEGIN IMMEDIATE; ROLLBACK');
  } finally {
    if (own === db) db.pragma('query_only = ON');
    else own.close();
  }
}

function isHeld(lock: string): boolean {
  let db: Database.Database | undefined;
  try {
    db = new Database(lock, { fileMustExist: true, timeout: 0 });
    db.exec('BEGIN IMMEDIATE; ROLLBACK');
    return false;
  } catch (error) {
    return isBusy(error);
  } finally {
    db?.close();
  }
}

function named(owner: Owner | null): string {
  return owner === null ? 'a run that left no name' : `process ${owner.pid} on ${owner.host} (since ${owner.since})`;
}
