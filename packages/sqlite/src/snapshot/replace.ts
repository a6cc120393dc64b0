import Database from 'better-sqlite3';
import { MigrationError } from '@zepix/migrations-core';
import type { RestoreOptions, Snapshot, TableChange, Target } from '@zepix/migrations-core';
import { commitCount, isSameCount } from '../connection/commit-counter.js';
import type { CommitCount } from '../connection/commit-counter.js';
import { explained, isBusy } from '../connection/errors.js';
import { untilFree } from '../connection/wait.js';
import { copyDatabase } from './copy.js';
import { createSnapshot } from './create.js';
import { removeSnapshot } from './list.js';
import { withWayOut } from './live.js';
import type { Live } from './live.js';
import { patienceOf } from './patience.js';
import { addHistory } from './prepared.js';
import type { Prepared } from './prepared.js';
import { restoredEvent } from './restored-event.js';

/** Somebody committed after what was there had been saved: copying now would lose that. Nothing was changed. */
export class WrittenMeanwhile extends Error {}

export interface ReplaceOptions {
  readonly target: Target;
  readonly prepared: Prepared;
  readonly live: Live | null;
  readonly options: RestoreOptions;
  readonly compare: (saved: Snapshot | null) => TableChange[];
  /** Keep other programs from writing while what is there is saved. */
  readonly holdsWriters: boolean;
}

/** What took place. */
export interface Replacement {
  readonly saved: Snapshot | null;
  readonly changes: readonly TableChange[];
  /** How often the live file had been committed to before. */
  readonly before: CommitCount;
}

/** Saves what is there and puts the prepared copy, with its history, in its place. @throws WrittenMeanwhile, SQLite's errors, … */
export async function replace(how: ReplaceOptions): Promise<Replacement> {
  const { target, live, options, holdsWriters } = how;
  if (holdsWriters) await untilFree(() => live?.db.exec('BEGIN IMMEDIATE'), patienceOf(options));
  try {
    const before = commitCount(target.id);
    const saved = live === null ? null : await save(target, options);
    try {
      const changes = await exchange(how, saved, before);
      return { saved, changes, before };
    } catch (error) {
      // Of these it is certain that nothing was written; after any other error the saved file may be needed.
      const isHarmless = error instanceof WrittenMeanwhile || error instanceof MigrationError || isBusy(error);
      if (saved !== null && isHarmless) removeSnapshot(saved);
      throw error;
    }
  } finally {
    letGo(live);
  }
}

async function save(target: Target, options: RestoreOptions): Promise<Snapshot> {
  try {
    return await createSnapshot(target, { ...options, reason: 'before-restore', onProgress: undefined });
  } catch (error) {
    throw withWayOut(explained(error, target.shown), target);
  }
}

async function exchange(how: ReplaceOptions, saved: Snapshot | null, before: CommitCount): Promise<readonly TableChange[]> {
  const { target, prepared, live, options } = how;
  const changes = how.compare(saved);
  const cookie =
    live === null ? 0 : await untilFree(() => live.db.pragma('schema_version', { simple: true }) as number, patienceOf(options));
  addHistory(prepared, target, saved, (newer) => restoredEvent({ snapshot: prepared.snapshot, saved, changes, cookie, options }, newer));
  letGo(live);
  await copyInto(target, prepared, before, options);
  return changes;
}

/** The last look is taken when the copy holds the lock on the live file, and nobody can write any more. */
async function copyInto(target: Target, prepared: Prepared, before: CommitCount, options: RestoreOptions): Promise<void> {
  const onLocked = (): void => {
    if (!isSameCount(before, commitCount(target.id))) throw new WrittenMeanwhile('somebody wrote');
  };
  const source = new Database(prepared.file, { fileMustExist: true });
  try {
    await copyDatabase(source, target.id, { ...patienceOf(options), onProgress: options.onProgress, onLocked });
  } finally {
    source.close();
  }
}

function letGo(live: Live | null): void {
  if (live?.db.inTransaction === true) live.db.exec('ROLLBACK');
}
