import { existsSync, mkdirSync, rmdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Sample, ScratchCopy, ScratchSource, Target, WaitOptions } from '@zepix/migrations-core';
import type Database from 'better-sqlite3';
import { explained } from '../connection/errors.js';
import { openForReading } from '../connection/open.js';
import { untilFree } from '../connection/wait.js';
import { ledgerTables } from '../ledger/tables.js';
import { copyDatabase, openAtOneMoment, setJournalMode } from './copy.js';
import { readFacts } from './facts.js';
import { createNew, discard, duplicate, modeOf, placeError } from './files.js';
import { locate } from './list.js';
import { patienceOf } from './patience.js';
import { snapshotFolder } from './place.js';
import { newCopyName, removeForgotten } from './rehearsal-files.js';
import { makeSample } from './sample.js';
import { requireSpace } from './space.js';

/** As `SnapshotStore.scratch` says: beside the snapshots, named like a copy that was broken off, so that whatever is left is pruned. */
export async function makeScratch(target: Target, source: ScratchSource, options: WaitOptions): Promise<ScratchCopy> {
  return (await place(target, (file) => copyInto(file, target, source, options))).copy;
}

/** As `SnapshotStore.sample` says. */
export async function makeSampleCopy(
  target: Target,
  source: Extract<ScratchSource, { readonly kind: 'live' | 'snapshot' }>,
  options: WaitOptions,
): Promise<Sample> {
  const { copy, value } = await place(target, async (file) => {
    const open = (): Database.Database =>
      source.kind === 'live' ? openAtOneMoment(target) : openForReading(locate(target, source.id).file);
    const db = await untilFree(open, patienceOf(options));
    try {
      createNew(file, modeOf(target));
      const account = makeSample(db, file, target.ledgerTable);
      likeSource(
        file,
        source.kind === 'live' ? String(db.pragma('journal_mode', { simple: true })) : locate(target, source.id).manifest.journalMode,
      );
      return account;
    } finally {
      db.close();
    }
  });
  return { copy, tables: value.tables };
}

/** Makes a file beside the snapshots; takes it away again where that fails. */
async function place<R>(target: Target, make: (file: string) => Promise<R>): Promise<{ readonly copy: ScratchCopy; readonly value: R }> {
  const folder = snapshotFolder(target);
  const file = join(folder, newCopyName());
  const remove = (): void => {
    discard(file);
    removeIfEmpty(folder);
  };
  try {
    mkdirSync(folder, { recursive: true });
    removeForgotten(folder);
    const value = await make(file);
    return { copy: { location: file, remove }, value };
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
  return copyLive(file, target, options);
}

async function copyLive(file: string, target: Target, options: WaitOptions): Promise<void> {
  const db = await untilFree(() => openAtOneMoment(target), patienceOf(options));
  try {
    const { pages, pageSize, journalMode } = readFacts(db, ledgerTables(target.ledgerTable));
    requireSpace(dirname(file), 2 * pages * pageSize, 'A rehearsal');
    if (pages === 0) return;
    createNew(file, modeOf(target));
    await copyDatabase(db, file, patienceOf(options));
    likeSource(file, journalMode);
  } finally {
    db.close();
  }
}

/** Copies are in no WAL mode; but what a migration costs depends on how its commits are written. */
function likeSource(file: string, journalMode: string): void {
  if (journalMode === 'wal') setJournalMode(file, 'WAL');
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    return; // Snapshots are in it.
  }
}
