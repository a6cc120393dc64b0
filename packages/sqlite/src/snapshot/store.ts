import type { SnapshotStore } from '@zepix/migrations-core';
import { contentDifferences } from './account.js';
import { createSnapshot } from './create.js';
import { estimateCopy } from './estimate.js';
import { findSnapshot, listSnapshots, removeSnapshot } from './list.js';
import { restoreSnapshot } from './restore.js';
import { makeSampleCopy, makeScratch } from './scratch.js';

/** Snapshots of SQLite files: plain database files with a manifest each, in the folder `<real path>.snapshots`. */
export function snapshotStore(): SnapshotStore {
  return {
    create: createSnapshot,
    list: listSnapshots,
    find: findSnapshot,
    restore: restoreSnapshot,
    remove: removeSnapshot,
    scratch: makeScratch,
    sample: makeSampleCopy,
    estimate: estimateCopy,
    differences: contentDifferences,
  };
}
