import type { Database } from '../config/database.js';
import { MigrationError } from '../kernel/error.js';
import type { Driver, Target } from '../ports/driver.js';
import type { SnapshotReason, SnapshotStore } from '../ports/snapshot.js';
import { expired } from '../snapshot/retention.js';
import { owner } from './context.js';
import type { RunContext } from './context.js';
import { waiting } from './job.js';

/** The snapshot that a run takes before it changes anything, as configured; null where none is wanted or there is nothing to copy. */
export async function snapshotBefore(
  context: RunContext,
  database: Database,
  target: Target,
  direction: 'up' | 'down',
): Promise<string | null> {
  if (
    !context.snapshots ||
    !database.snapshots.automatic ||
    context.driver.snapshots === null ||
    context.driver.probe(target) !== 'present'
  )
    return null;
  const id = await takeSnapshot(context, database, target, direction === 'up' ? 'before-up' : 'before-down');
  removeExpired(context, database, target);
  return id;
}

/** The driver's snapshots. @throws MigrationError SNAPSHOT_UNSUPPORTED */
export function snapshotStore({ name, snapshots }: Driver): SnapshotStore {
  if (snapshots !== null) return snapshots;
  throw new MigrationError('SNAPSHOT_UNSUPPORTED', `The driver for ${name} can't copy a live database whole.`, {
    hint: 'Use the backup tool of that database.',
    dataState: 'Nothing was changed.',
  });
}

/** Takes a snapshot and tells of it. The caller holds the runner's lock. @throws MigrationError as `SnapshotStore.create` */
export async function takeSnapshot(context: RunContext, database: Database, target: Target, reason: SnapshotReason): Promise<string> {
  const { name } = database;
  const { id, manifest } = await snapshotStore(context.driver).create(target, {
    ...waiting(context, name),
    database: name,
    reason,
    owner: owner(context),
    onProgress: (done, total) => context.observer.emit({ event: 'snapshot-progress', database: name, done, total }),
  });
  const { bytes, durationMs } = manifest;
  context.observer.emit({ event: 'snapshot-taken', database: name, id, bytes, durationMs });
  return id;
}

/** Removes what the database's policy no longer keeps; gives the ids. */
export function removeExpired({ driver, clock }: RunContext, { snapshots: policy }: Database, target: Target): string[] {
  const store = snapshotStore(driver);
  const old = expired(store.list(target).snapshots, policy, clock.now().getTime());
  for (const snapshot of old) store.remove(snapshot);
  return old.map(({ id }) => id);
}
