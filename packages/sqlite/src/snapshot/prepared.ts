import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { HistoryEvent, Snapshot, Target } from '@zepix/migrations-core';
import { ledgerTables } from '../ledger/tables.js';
import { carryOver, NO_HISTORY, newerHistory } from './carry.js';
import type { NewerHistory } from './carry.js';
import { damageOf, withFile } from './check.js';
import { discard, duplicate } from './files.js';
import { brokenSnapshot, listSnapshots, removeSnapshot, requireChecksum } from './list.js';
import { snapshotFolder, snapshotPaths, UNFINISHED } from './place.js';

const PREFIX = 'restoring-';

/**
 * A private copy of a snapshot, on which the newer history is put before it replaces the live file: so the live file changes in one
 * transaction, and is never seen restored without the history that says so.
 */
export interface Prepared {
  readonly snapshot: Snapshot;
  readonly file: string;
  readonly bytes: number;
}

/** Copies the snapshot, and checks the copy by checksum and by SQLite. @throws SNAPSHOT_BROKEN, DISK_FULL */
export async function prepare(target: Target, snapshot: Snapshot, signal: AbortSignal | undefined): Promise<Prepared> {
  const file = `${snapshotPaths(snapshotFolder(target), `${PREFIX}${snapshot.id}`).file}${UNFINISHED}`;
  try {
    await duplicate(snapshot.file, file);
    await requireChecksum(snapshot, file, signal);
    const damage = withFile(file, damageOf);
    if (damage !== null) throw brokenSnapshot(snapshot.id, damage);
    return { snapshot, file, bytes: statSync(file).size };
  } catch (error) {
    discard(file);
    throw error;
  }
}

/** Removes what a restore that was killed left. Only for one who holds the runner's lock: no other restore is under way then. */
export function sweep(target: Target): void {
  for (const broken of listSnapshots(target).broken) if (broken.id.startsWith(PREFIX)) removeSnapshot(broken);
}

/** Writes the newer history and the event onto the copy. `replaced` is the saved file of what was there; null when nothing was. */
export function addHistory(
  prepared: Prepared,
  target: Target,
  replaced: Snapshot | null,
  eventOf: (newer: NewerHistory) => HistoryEvent,
): void {
  const tables = ledgerTables(target.ledgerTable);
  const copy = new Database(prepared.file, { fileMustExist: true });
  try {
    // A snapshot of an empty file has no page yet, and of no pages the backup API makes no copy.
    if (prepared.bytes === 0) makeFirstPage(copy, replaced);
    const newer = replaced === null ? NO_HISTORY : withFile(replaced.file, (db) => newerHistory(db, copy, tables));
    copy.transaction(() => carryOver(copy, tables, newer, eventOf(newer)))();
  } finally {
    copy.close();
  }
}

function makeFirstPage(copy: Database.Database, replaced: Snapshot | null): void {
  if (replaced !== null) copy.pragma(`page_size = ${replaced.manifest.pageSize}`);
  copy.pragma('user_version = 0');
}
