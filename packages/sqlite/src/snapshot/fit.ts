import { dirname } from 'node:path';
import type Database from 'better-sqlite3';
import { MigrationError } from '@zepix/migrations-core';
import type { Snapshot, Target } from '@zepix/migrations-core';
import { requireSpace } from './space.js';

/** Whether the snapshot can take the live file's place (`null`: there is none). @throws SNAPSHOT_PAGE_SIZE, DISK_SPACE_LOW */
export function requireFit(target: Target, live: Database.Database | null, snapshot: Snapshot): void {
  const pageSize = live === null ? 0 : (live.pragma('page_size', { simple: true }) as number);
  const bytes = live === null ? 0 : (live.pragma('page_count', { simple: true }) as number) * pageSize;
  if (bytes > 0 && snapshot.manifest.bytes > 0 && pageSize !== snapshot.manifest.pageSize) throw otherPageSize(target, snapshot, pageSize);
  const isWal = live?.pragma('journal_mode', { simple: true }) === 'wal';
  // What is saved, the private copy, and the journal: the new pages in a -wal, or the old ones with what the file grows by.
  const journal = isWal ? snapshot.manifest.bytes : Math.max(bytes, snapshot.manifest.bytes);
  requireSpace(dirname(target.id), bytes + snapshot.manifest.bytes + journal, 'A restore');
}

function otherPageSize({ id, shown }: Target, { id: snapshot, file, manifest }: Snapshot, pageSize: number): MigrationError {
  return new MigrationError(
    'SNAPSHOT_PAGE_SIZE',
    `The snapshot "${snapshot}" has pages of ${manifest.pageSize} bytes, ${shown} has pages of ${pageSize}: it can't be put back into the open file.`,
    {
      hint: `Stop the application, move ${id}, ${id}-wal and ${id}-shm away, and copy ${file} to ${id}.`,
      dataState: 'Nothing was changed.',
    },
  );
}
