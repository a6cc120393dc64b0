import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import type Database from 'better-sqlite3';
import { MigrationError, VERSION } from '@zepix/migrations-core';
import type { Snapshot, SnapshotManifest, SnapshotOptions, Target } from '@zepix/migrations-core';
import { explained } from '../connection/errors.js';
import { untilFree } from '../connection/wait.js';
import { ledgerTables } from '../ledger/tables.js';
import { requirePresent } from '../target/probe.js';
import { damageOf, withFile } from './check.js';
import { copyDatabase, openAtOneMoment, setJournalMode } from './copy.js';
import { readFacts } from './facts.js';
import type { Facts } from './facts.js';
import { checksum, discard, finish, modeOf, placeError, reserve } from './files.js';
import { printManifest } from './manifest.js';
import { snapshotFolder, snapshotId, snapshotPaths } from './place.js';
import { patienceOf, throwIfStopped } from './patience.js';
import { requireSpace } from './space.js';

/** As `SnapshotStore.create` says. Leaves nothing behind when it fails. */
export async function createSnapshot(target: Target, options: SnapshotOptions): Promise<Snapshot> {
  requirePresent(target);
  const started = performance.now();
  try {
    throwIfStopped(options.signal);
    const source = await untilFree(() => openAtOneMoment(target), patienceOf(options));
    return await copyAndFinish(source, target, options, started);
  } catch (error) {
    throw placeError(explained(error, target.shown), snapshotFolder(target));
  }
}

async function copyAndFinish(source: Database.Database, target: Target, options: SnapshotOptions, started: number): Promise<Snapshot> {
  const createdAt = new Date();
  let partial: string | null = null;
  try {
    const facts = readFacts(source, ledgerTables(target.ledgerTable));
    requireSpace(dirname(target.id), facts.pages * facts.pageSize, 'A snapshot');
    const reserved = reserve(
      snapshotFolder(target),
      (attempt) => snapshotId(createdAt, options.reason, facts.version, attempt),
      modeOf(target),
    );
    ({ partial } = reserved);
    // Of an empty database there is nothing to copy: the empty file that holds the name is the copy.
    if (facts.pages > 0) await copyDatabase(source, partial, { ...patienceOf(options), onProgress: options.onProgress });
    source.close();
    settle(partial, facts, target);
    const about = { database: options.database, source: target.shown, createdAt: createdAt.toISOString(), reason: options.reason };
    const manifest = await describe(partial, { ...about, runId: options.owner.runId }, facts, { started, signal: options.signal });
    const paths = snapshotPaths(snapshotFolder(target), reserved.id);
    finish(partial, paths, printManifest(manifest));
    return { id: reserved.id, file: paths.file, manifest };
  } catch (error) {
    source.close();
    if (partial !== null) discard(partial);
    throw error;
  }
}

/** Makes the copy a plain file (one of a WAL database would ask for a -wal when opened), and looks whether it is what it should be. */
function settle(partial: string, facts: Facts, target: Target): void {
  if (facts.pages > 0) setJournalMode(partial, 'DELETE');
  const problem = withFile(partial, (db) => {
    const found = readFacts(db, ledgerTables(target.ledgerTable));
    if (found.pages !== facts.pages) return `it has ${found.pages} pages, not ${facts.pages}`;
    if (found.historyHead !== facts.historyHead) return 'its history ends elsewhere';
    if (facts.pages > 0 && found.journalMode !== 'delete') return `its journal mode is ${found.journalMode}`;
    const damage = damageOf(db);
    if (damage !== null) throw damaged(target, damage);
    return null;
  });
  if (problem === null) return;
  throw new MigrationError('SNAPSHOT_BROKEN', `The copy of ${target.shown} is not what was copied: ${problem}.`, {
    hint: 'Run again. If it happens again, check the disk.',
    dataState: 'The database itself was not changed; the copy was removed.',
  });
}

function damaged({ shown }: Target, damage: string): MigrationError {
  return new MigrationError('DATABASE_DAMAGED', `${shown} is damaged, and so is every copy of it: ${damage}.`, {
    hint: 'Restore a snapshot that was taken before, or recover what can be read with the sqlite3 shell\'s ".recover".',
    dataState: 'Nothing was changed; the copy was removed.',
  });
}

type About = Pick<SnapshotManifest, 'database' | 'source' | 'createdAt' | 'reason' | 'runId'>;

interface Course {
  readonly started: number;
  readonly signal: AbortSignal | undefined;
}

async function describe(partial: string, about: About, facts: Facts, { started, signal }: Course): Promise<SnapshotManifest> {
  const sha256 = await checksum(partial, signal);
  const { version, historyHead, journalMode, pageSize } = facts;
  return {
    format: 1,
    ...about,
    version,
    historyHead,
    bytes: statSync(partial).size,
    sha256,
    journalMode,
    pageSize,
    engineVersion: VERSION,
    durationMs: Math.round(performance.now() - started),
  };
}
