import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import type { ScratchCopy, ScratchSource, Target, WaitOptions } from '@zepix/migrations-core';
import { explained } from '../connection/errors.js';
import { openForReading } from '../connection/open.js';
import { untilFree } from '../connection/wait.js';
import { copyDatabase } from './copy.js';
import { discard, duplicate, placeError } from './files.js';
import { locate } from './list.js';
import { patienceOf } from './patience.js';
import { snapshotFolder, UNFINISHED } from './place.js';
import { requireSpace } from './space.js';

const PREFIX = 'rehearsal-';

/** As `SnapshotStore.scratch` says: beside the snapshots, named like a copy that was broken off, so that whatever is left is pruned. */
export async function makeScratch(target: Target, source: ScratchSource, options: WaitOptions): Promise<ScratchCopy> {
  const folder = snapshotFolder(target);
  const file = join(folder, `${PREFIX}${randomUUID()}.db${UNFINISHED}`);
  const remove = (): void => {
    discard(file);
    removeIfEmpty(folder);
  };
  try {
    mkdirSync(folder, { recursive: true });
    removeForgotten(folder);
    await copyInto(file, target, source, options);
    return { location: file, remove };
  } catch (error) {
    remove();
    throw placeError(explained(error, target.shown), folder);
  }
}

async function copyInto(file: string, target: Target, source: ScratchSource, options: WaitOptions): Promise<void> {
  if (source.kind === 'nothing') return;
  if (source.kind === 'scratch') return existsSync(source.scratch.location) ? duplicate(source.scratch.location, file) : undefined;
  if (source.kind === 'snapshot') {
    const { file: from, manifest } = locate(target, source.id);
    requireSpace(dirname(file), 2 * manifest.bytes, 'A rehearsal');
    await duplicate(from, file);
    return likeSource(file, manifest.journalMode);
  }
  const db = await untilFree(() => openForReading(target.id, 0), patienceOf(options));
  try {
    db.exec('BEGIN');
    const { bytes } = db.prepare('SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size').get() as {
      bytes: number;
    };
    requireSpace(dirname(file), 2 * bytes, 'A rehearsal');
    if (bytes === 0) return;
    await copyDatabase(db, file, patienceOf(options));
    likeSource(file, String(db.pragma('journal_mode', { simple: true })));
  } finally {
    db.close();
  }
}

const FORGOTTEN_MS = 24 * 60 * 60 * 1000;

/** What a rehearsal left that was killed. One that is still at work writes to its copies. */
function removeForgotten(folder: string): void {
  for (const name of readdirSync(folder).filter((entry) => entry.startsWith(PREFIX))) {
    const age = Date.now() - (statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > FORGOTTEN_MS) rmSync(join(folder, name), { force: true });
  }
}

/** Copies are in no WAL mode; but what a migration costs depends on how its commits are written. */
function likeSource(file: string, journalMode: string): void {
  if (journalMode !== 'wal') return;
  const db = new Database(file, { fileMustExist: true });
  try {
    db.pragma('journal_mode = WAL');
  } finally {
    db.close();
  }
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    return; // Snapshots are in it.
  }
}
