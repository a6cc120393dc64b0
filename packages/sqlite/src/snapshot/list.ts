import { readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MigrationError } from '@zepix/migrations-core';
import type { BrokenSnapshot, Snapshot, Target } from '@zepix/migrations-core';
import { checksum, readText } from './files.js';
import { parseManifest } from './manifest.js';
import { partOf, snapshotFolder, snapshotPaths } from './place.js';

export interface Snapshots {
  readonly snapshots: readonly Snapshot[];
  readonly broken: readonly BrokenSnapshot[];
}

/** What lies in the snapshots' folder, newest first. Sizes are compared, checksums are not. */
export function listSnapshots(target: Target): Snapshots {
  const folder = snapshotFolder(target);
  const found = [...partsById(folder)].map(([id, parts]) => judge(folder, id, parts));
  const snapshots = found.filter((each): each is Snapshot => 'manifest' in each);
  const broken = found.filter((each): each is BrokenSnapshot => 'problem' in each);
  return { snapshots: snapshots.toSorted(newestFirst), broken: broken.toSorted((a, b) => (a.id < b.id ? 1 : -1)) };
}

function partsById(folder: string): Map<string, Set<string>> {
  const parts = new Map<string, Set<string>>();
  for (const name of namesIn(folder)) {
    const found = partOf(name);
    if (found !== null) parts.set(found.id, (parts.get(found.id) ?? new Set()).add(found.part));
  }
  return parts;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}

function judge(folder: string, id: string, parts: ReadonlySet<string>): Snapshot | BrokenSnapshot {
  const { file, manifest: manifestPath } = snapshotPaths(folder, id);
  const unfinished = [...parts].find((part) => part.startsWith('db.partial'));
  if (!parts.has('db') && unfinished !== undefined) {
    return { id, file: join(folder, `${id}.${unfinished}`), problem: 'the copy was broken off, or is still being made' };
  }
  if (!parts.has('db')) return { id, file, problem: 'its file is gone' };
  if (!parts.has('json')) return { id, file, problem: 'it has no manifest: it was broken off, or the manifest was removed' };
  const manifest = parseManifest(readText(manifestPath));
  if ('problem' in manifest) return { id, file, problem: manifest.problem };
  const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes !== manifest.bytes) return { id, file, problem: `its file has ${bytes} bytes, not ${manifest.bytes} as its manifest says` };
  return { id, file, manifest };
}

function newestFirst(a: Snapshot, b: Snapshot): number {
  const [left, right] = [a.manifest.createdAt, b.manifest.createdAt];
  if (left !== right) return left < right ? 1 : -1;
  return b.id.localeCompare(a.id, 'en', { numeric: true });
}

/** The snapshot by its id, its checksum not looked at. @throws SNAPSHOT_MISSING, SNAPSHOT_BROKEN */
export function locate(target: Target, id: string): Snapshot {
  const { snapshots, broken } = listSnapshots(target);
  const found = snapshots.find((snapshot) => snapshot.id === id);
  if (found !== undefined) return found;
  const sick = broken.find((snapshot) => snapshot.id === id);
  if (sick !== undefined) throw brokenSnapshot(id, sick.problem);
  const [newest] = snapshots;
  throw new MigrationError('SNAPSHOT_MISSING', `${target.shown} has no snapshot "${id}".`, {
    hint: newest === undefined ? 'It has none at all.' : `The newest one is "${newest.id}"; "snapshot list" shows all.`,
    dataState: 'Nothing was changed.',
  });
}

/** As `locate`, and reads the whole file for its checksum. @throws SNAPSHOT_MISSING, SNAPSHOT_BROKEN */
export async function findSnapshot(target: Target, id: string): Promise<Snapshot> {
  const snapshot = locate(target, id);
  await requireChecksum(snapshot, snapshot.file);
  return snapshot;
}

/** @throws SNAPSHOT_BROKEN when the file, the snapshot's own or a copy, is not what its manifest says */
export async function requireChecksum({ id, manifest }: Snapshot, file: string, signal?: AbortSignal): Promise<void> {
  if ((await checksum(file, signal)) !== manifest.sha256) throw brokenSnapshot(id, 'its checksum is not that of its manifest');
}

export function brokenSnapshot(id: string, problem: string): MigrationError {
  return new MigrationError('SNAPSHOT_BROKEN', `The snapshot "${id}" can't be used: ${problem}.`, {
    hint: 'Take another one: "snapshot list" shows them.',
    dataState: 'Nothing was changed.',
  });
}

/** Removes a snapshot, whole or broken, with everything that belongs to it; the manifest first, so that a rest of it is never restored. */
export function removeSnapshot({ id, file }: Snapshot | BrokenSnapshot): void {
  const folder = dirname(file);
  rmSync(snapshotPaths(folder, id).manifest, { force: true });
  for (const name of namesIn(folder)) if (partOf(name)?.id === id) rmSync(join(folder, name), { force: true });
}
