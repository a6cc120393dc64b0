import Database from 'better-sqlite3';
import type { OnProgress, Target } from '@zepix/migrations-core';
import { openForReading } from '../connection/open.js';
import { untilFree } from '../connection/wait.js';
import type { Patience } from '../connection/wait.js';
import { throwIfStopped } from './patience.js';

/** How to copy. */
export interface CopyOptions extends Patience {
  readonly onProgress?: OnProgress | undefined;
  /** Called once, when the destination is locked and nothing is written yet. What it throws ends the copy with nothing changed. */
  readonly onLocked?: (() => void) | undefined;
}

/** Steps aim at this length, in ms: short enough for the event loop, long enough to cost nothing. */
const STEP_MS = 8;
const FEWEST_PAGES = 16;
const MOST_PAGES = 1 << 16;

/** What `backup` does not say: that it copied nothing because the destination was locked. */
class DestinationLocked extends Error {
  readonly code = 'SQLITE_BUSY';
}

/**
 * Copies the main database of a connection, which must have a page at least, over the file `to`: in one transaction there, so that
 * others see all of it or nothing (https://sqlite.org/backup.html). Waits for a lock on `to`. @throws SQLite's errors, INTERRUPTED
 */
export async function copyDatabase(source: Database.Database, to: string, options: CopyOptions): Promise<void> {
  await untilFree(async () => {
    const progress = pacer(options);
    const { totalPages } = await source.backup(to, { progress });
    // It RESOLVES when it could not even begin.
    if (totalPages === 0) throw new DestinationLocked('database is locked');
    options.onProgress?.(totalPages, totalPages);
  }, options);
}

/** Tells of progress, hears an abort, and gives the pages of the next step. */
function pacer({ onProgress, onLocked, signal }: CopyOptions): (progress: Database.BackupMetadata) => number {
  let pages = FEWEST_PAGES;
  let isFirst = true;
  let started = performance.now();
  return ({ totalPages, remainingPages }) => {
    if (isFirst) onLocked?.();
    else pages = nextPages(pages, performance.now() - started);
    isFirst = false;
    onProgress?.(totalPages - remainingPages, totalPages);
    throwIfStopped(signal);
    // Runs right before the next step, which is queued behind it: what the event loop does in between is not the copy's time.
    setImmediate(() => {
      started = performance.now();
    });
    return pages;
  };
}

function nextPages(pages: number, tookMs: number): number {
  const factor = Math.min(2, Math.max(0.25, STEP_MS / Math.max(tookMs, 0.01)));
  return Math.min(MOST_PAGES, Math.max(FEWEST_PAGES, Math.round(pages * factor)));
}

/**
 * Opens the database with a read transaction, held until the copy is complete: without one the backup starts again at every commit of
 * another process, and beside a busy application never ends.
 */
export function openAtOneMoment({ id }: Target): Database.Database {
  const db = openForReading(id, 0);
  try {
    db.exec('BEGIN');
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Puts a copy, to which nobody else has a connection, into a journal mode. */
export function setJournalMode(file: string, mode: 'DELETE' | 'WAL'): void {
  const db = new Database(file, { fileMustExist: true });
  try {
    db.pragma(`journal_mode = ${mode}`);
  } finally {
    db.close();
  }
}
