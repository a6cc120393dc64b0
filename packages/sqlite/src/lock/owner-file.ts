import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Owner } from '@zepix/migrations-core';

/**
 * The note beside a lock that says who holds it. Only a courtesy to those who wait: the lock itself is SQLite's. It is a file of its
 * own because the lock file must never be opened by anything but SQLite.
 */
export function writeOwner(path: string, owner: Owner): void {
  try {
    writeFileSync(path, `${JSON.stringify(owner)}\n`);
  } catch {
    // The disk is full, most likely. Whoever waits is not told who holds the lock; the run itself says what it can't do.
    removeOwner(path);
  }
}

/** Null when nobody left a note, or when it is just being written. */
export function readOwner(path: string): Owner | null {
  try {
    const owner: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isOwner(owner) ? owner : null;
  } catch {
    return null;
  }
}

/** A note that can't be removed misleads nobody: it is read only while somebody holds the lock, who has overwritten it. */
export function removeOwner(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // As above.
  }
}

function isOwner(value: unknown): value is Owner {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, host, since, runId } = value as Record<keyof Owner, unknown>;
  return typeof pid === 'number' && typeof host === 'string' && typeof since === 'string' && typeof runId === 'string';
}
