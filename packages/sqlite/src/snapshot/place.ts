import { basename, join } from 'node:path';
import type { SnapshotReason, Target, Version } from '@zepix/migrations-core';

/** What a file that is not finished yet ends in. Such a file is never restored. */
export const UNFINISHED = '.partial';

/** What SQLite may put beside a database file. */
export const COMPANIONS = ['-journal', '-wal', '-shm'] as const;

/** The folder of a database's snapshots: `<real path>.snapshots`. */
export function snapshotFolder({ id }: Target): string {
  return `${id}.snapshots`;
}

/** `20260131T101530Z-before-up-v003`, with `-2` and so on behind it when the name is taken. */
export function snapshotId(createdAt: Date, reason: SnapshotReason, version: Version | null, attempt: number): string {
  const time = createdAt.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return `${time}-${reason}-v${version ?? 'none'}${attempt > 1 ? `-${attempt}` : ''}`;
}

/** Where the parts of a snapshot lie. */
export interface SnapshotPaths {
  readonly file: string;
  readonly manifest: string;
}

export function snapshotPaths(folder: string, id: string): SnapshotPaths {
  return { file: join(folder, `${id}.db`), manifest: join(folder, `${id}.json`) };
}

/** A part of a snapshot by its path: which snapshot's, and which part; null for a file that is none of ours. */
export function partOf(path: string): { readonly id: string; readonly part: string } | null {
  const [, id, part] =
    /^(.+?)\.((?:db|json)(?:\.partial(?:\.migrate-lock(?:\.owner)?)?)?(?:-journal|-wal|-shm)?)$/.exec(basename(path)) ?? [];
  return id === undefined || part === undefined ? null : { id, part };
}
