import { chmodSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { MigrationError } from '@zepix/migrations-core';
import type { Snapshot, Target } from '@zepix/migrations-core';
import { commitCount, isNextCount } from '../connection/commit-counter.js';
import type { CommitCount } from '../connection/commit-counter.js';
import { untilFree } from '../connection/wait.js';
import type { Patience } from '../connection/wait.js';
import { physicalDifferences } from './compare.js';
import { damageOf } from './check.js';
import { openPair } from './pair.js';
import type { OpenPair } from './pair.js';

/**
 * Looks whether the live file now is what was copied into it, row by row. Gives false when another program wrote before that could be
 * seen, which is known by the count of commits: then only SQLite's own check was asked. @throws DATABASE_DAMAGED, SQLite's errors
 */
export async function isAsCopied(target: Target, file: string, before: CommitCount, patience: Patience): Promise<boolean> {
  const open = await untilFree(() => openPair(target.id, file), patience);
  try {
    const differing = physicalDifferences(open.pair);
    if (differing.length === 0) return true;
    // The pair still is open: in WAL mode there is no count without a connection.
    if (isNextCount(before, commitCount(target.id))) throw damaged(target, `it differs from the snapshot in ${differing.join(', ')}`);
    requireSound(open, target);
    return false;
  } finally {
    open.close();
  }
}

function requireSound({ pair }: OpenPair, target: Target): void {
  const damage = pair.left === null ? null : damageOf(pair.left.db);
  if (damage !== null) throw damaged(target, damage);
}

function damaged({ shown }: Target, why: string): MigrationError {
  return new MigrationError('DATABASE_DAMAGED', `${shown} is not what the snapshot was: ${why}.`, {
    hint: 'Stop the application, check the disk, and restore again.',
  });
}

/**
 * Sees to it that the copy outlives a power cut. With a rollback journal it does already; with a WAL the backup's own connection does
 * not sync its commit, so one that does writes a page once more, and the -wal of the whole copy is brought into the file.
 */
export async function settleOnDisk(live: Database.Database, patience: Patience): Promise<void> {
  if (live.pragma('journal_mode', { simple: true }) !== 'wal') return;
  await untilFree(() => live.transaction(() => rewriteUserVersion(live)).immediate(), patience);
  // Both do what they can at once and never wait: readers of the old content keep it in the -wal as long as they need it.
  live.pragma('wal_checkpoint(PASSIVE)');
  live.pragma('wal_checkpoint(TRUNCATE)');
}

function rewriteUserVersion(live: Database.Database): void {
  live.pragma(`user_version = ${live.pragma('user_version', { simple: true }) as number}`);
}

/** Gives a file that the copy made the journal mode and the permissions of the one that the snapshot was taken of. */
export function likeItsSource({ id }: Target, { file, manifest }: Snapshot): void {
  chmodSync(id, statSync(file).mode & 0o777);
  if (manifest.journalMode !== 'wal') return;
  const db = new Database(id, { fileMustExist: true });
  try {
    db.pragma('journal_mode = WAL');
  } finally {
    db.close();
  }
}
