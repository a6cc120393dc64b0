import type Database from 'better-sqlite3';
import { MigrationError } from '@zepix/migrations-core';
import type { Target, WaitOptions } from '@zepix/migrations-core';
import { isBusy } from '../connection/errors.js';
import { openForWriting } from '../connection/open.js';
import { untilFree } from '../connection/wait.js';
import { probe } from '../target/probe.js';
import { patienceOf } from './patience.js';

/** A connection to the live file. It stays open for the whole restore: without one there is no count of commits in WAL mode. */
export interface Live {
  readonly db: Database.Database;
}

/** Null where there is no file: then the copy makes it. @throws DATABASE_LOCKED, DATABASE_DAMAGED, NOT_A_DATABASE, … */
export async function openLive(target: Target, options: WaitOptions): Promise<Live | null> {
  if (probe(target) === 'missing') return null;
  try {
    return { db: await untilFree(() => openRaw(target), patienceOf(options)) };
  } catch (error) {
    throw withWayOut(error, target);
  }
}

/** A lock must stay SQLite's own error while there is time to wait. */
function openRaw(target: Target): Database.Database {
  try {
    return openForWriting(target, false);
  } catch (error) {
    throw error instanceof MigrationError && isBusy(error.cause) ? error.cause : error;
  }
}

/** A file that can't even be saved is not written over: it may be all there is of the last days. */
export function withWayOut(error: unknown, { id, shown }: Target): unknown {
  if (!(error instanceof MigrationError) || !['DATABASE_DAMAGED', 'NOT_A_DATABASE'].includes(error.code)) return error;
  return new MigrationError(error.code, error.message, {
    hint: `Stop the application, move ${id}, ${id}-wal and ${id}-shm to a safe place, and restore again: where there is no file, the snapshot becomes it.`,
    dataState: `What is in ${shown} can't be saved, so nothing was changed.`,
    cause: error.cause,
  });
}
