import Database from 'better-sqlite3';
import { MigrationError } from '@zepix/migrations-core';
import type { Lease, Owner, Target, WaitOptions } from '@zepix/migrations-core';
import { explained, isBusy } from '../connection/errors.js';
import { untilFree } from '../connection/wait.js';
import { readOwner, removeOwner, writeOwner } from './owner-file.js';

/** How often a waiter is told that it still waits, in ms. */
const TELL_EVERY_MS = 500;

/**
 * Takes the runner's lock: a write transaction on a side database beside the real file, so that the operating system frees it at once
 * when the process dies, on Windows too. The side file stays (removing it would let two runners lock two files of one name) and is
 * never written to. @throws MigrationError RUNNER_LOCKED, INTERRUPTED, DATABASE_READ_ONLY, DIRECTORY_MISSING
 */
export async function takeLock(target: Target, owner: Owner, options: WaitOptions): Promise<Lease> {
  const file = `${target.id}.migrate-lock`;
  const note = `${file}.owner`;
  const db = open(file, target);
  try {
    const onWait = tellNowAndThen(note, options);
    await untilFree(() => db.exec('BEGIN IMMEDIATE'), { timeoutMs: options.timeoutMs, signal: options.signal, onWait });
    writeOwner(note, owner);
  } catch (error) {
    db.close();
    throw isBusy(error) ? stillLocked(target, readOwner(note), options.timeoutMs, error) : explained(error, target.shown);
  }
  return {
    release: () => {
      removeOwner(note);
      db.close();
    },
  };
}

function open(file: string, target: Target): Database.Database {
  try {
    return new Database(file, { timeout: 0 });
  } catch (error) {
    throw explained(error, target.shown);
  }
}

function tellNowAndThen(note: string, { onWait }: WaitOptions): (waitedMs: number) => void {
  let told = 0;
  return (waitedMs) => {
    if (waitedMs < told + TELL_EVERY_MS) return;
    told = waitedMs;
    onWait?.(readOwner(note), waitedMs);
  };
}

function stillLocked(target: Target, owner: Owner | null, timeoutMs: number, cause: unknown): MigrationError {
  const who = owner === null ? 'another run' : `process ${owner.pid} on ${owner.host}, running since ${owner.since}`;
  return new MigrationError('RUNNER_LOCKED', `${target.shown} is being migrated by ${who}.`, {
    hint: `Waited ${(timeoutMs / 1000).toFixed(1)} s. Let it finish, or give more time with --lock-timeout. The lock is free at once when that process ends.`,
    dataState: 'Nothing was changed.',
    cause,
  });
}
