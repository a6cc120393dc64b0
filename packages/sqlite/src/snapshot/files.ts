import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  createReadStream,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  promises,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { MigrationError } from '@zepix/migrations-core';
import type { Target } from '@zepix/migrations-core';
import { throwIfStopped } from './patience.js';
import { COMPANIONS, UNFINISHED, snapshotPaths } from './place.js';
import type { SnapshotPaths } from './place.js';

// Snapshots are the one kind of database that is read and copied as a plain file: nobody writes to one once it has its name, so there
// is no lock to lose. The live file and its companions are never opened here.

/** Who may read a database may read its copies, and nobody else. */
export function modeOf({ id }: Target): number {
  return statSync(id).mode & 0o777;
}

/** Takes the first free name by creating its unfinished file. `mode` keeps a copy from being readable for more people than its source. */
export function reserve(
  folder: string,
  nameOf: (attempt: number) => string,
  mode: number,
): { readonly id: string; readonly partial: string } {
  mkdirSync(folder, { recursive: true });
  for (let attempt = 1; ; attempt += 1) {
    const id = nameOf(attempt);
    const { file, manifest } = snapshotPaths(folder, id);
    if (existsSync(file) || existsSync(manifest)) continue;
    if (createNew(`${file}${UNFINISHED}`, mode)) return { id, partial: `${file}${UNFINISHED}` };
  }
}

/** Makes an empty file; false where there is one. */
export function createNew(path: string, mode: number): boolean {
  try {
    closeSync(openSync(path, 'wx', mode));
    return true;
  } catch (error) {
    if (errno(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Gives a finished copy its name, and then its manifest: each synced before it is seen. */
export function finish(partial: string, { file, manifest }: SnapshotPaths, text: string): void {
  sync(partial);
  renameSync(partial, file);
  writeFileSync(`${manifest}${UNFINISHED}`, text);
  sync(`${manifest}${UNFINISHED}`);
  renameSync(`${manifest}${UNFINISHED}`, manifest);
  syncFolder(dirname(file));
}

function sync(path: string): void {
  const handle = openSync(path, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Windows can't sync a folder, and does not need to. */
function syncFolder(path: string): void {
  try {
    const handle = openSync(path, 'r');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    if (!['EISDIR', 'EPERM', 'EACCES', 'EINVAL'].includes(errno(error) ?? '')) throw error;
  }
}

/** Removes a file and whatever SQLite left beside it. */
export function discard(file: string): void {
  for (const suffix of ['', ...COMPANIONS]) rmSync(`${file}${suffix}`, { force: true });
}

/** SHA-256 of a file, read piece by piece. @throws INTERRUPTED */
export async function checksum(file: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  throwIfStopped(signal);
  for await (const piece of createReadStream(file, { highWaterMark: 1 << 20 })) {
    hash.update(piece as Buffer);
    throwIfStopped(signal);
  }
  return hash.digest('hex');
}

/** Copies a finished snapshot; shares its blocks where the file system can. Never over a file that is there. */
export async function duplicate(from: string, to: string): Promise<void> {
  await promises.copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
}

export function readText(path: string): string {
  return readFileSync(path, 'utf8');
}

/** An error of the file system as ours, where it is one of space or permission. */
export function placeError(error: unknown, path: string): unknown {
  const code = errno(error);
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') {
    return new MigrationError('DISK_FULL', `${path} can't be written: the disk is full.`, {
      hint: 'Free some space on that disk, then run again.',
      dataState: 'The database itself was not changed.',
      cause: error,
    });
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new MigrationError('DATABASE_READ_ONLY', `${path} can't be written by this user.`, {
      hint: 'Snapshots are kept beside the database: check the permissions of its folder.',
      dataState: 'The database itself was not changed.',
      cause: error,
    });
  }
  return error;
}

function errno(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}
