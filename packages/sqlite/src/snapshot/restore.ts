import { MigrationError } from '@zepix/migrations-core';
import type { Restoration, RestoreOptions, Snapshot, TableChange, Target } from '@zepix/migrations-core';
import { explained } from '../connection/errors.js';
import { untilFree } from '../connection/wait.js';
import { probe } from '../target/probe.js';
import { tableChanges } from './compare.js';
import { isAsCopied, likeItsSource, settleOnDisk } from './confirm.js';
import { discard, placeError } from './files.js';
import { requireFit } from './fit.js';
import { findSnapshot, locate } from './list.js';
import { openLive } from './live.js';
import type { Live } from './live.js';
import { openPair } from './pair.js';
import { patienceOf } from './patience.js';
import { snapshotFolder } from './place.js';
import { prepare, sweep } from './prepared.js';
import type { Prepared } from './prepared.js';
import { replace, WrittenMeanwhile } from './replace.js';
import type { Replacement } from './replace.js';

/** How often a restore begins again because somebody wrote between the saving and the copying. From the second time on writers are held off. */
const MOST_ATTEMPTS = 8;

/** As `SnapshotStore.restore` says. */
export async function restoreSnapshot(target: Target, id: string, options: RestoreOptions): Promise<Restoration> {
  try {
    return options.preview ? await preview(target, id, options) : await restore(target, id, options);
  } catch (error) {
    throw placeError(explained(error, target.shown), snapshotFolder(target));
  }
}

async function preview(target: Target, id: string, options: RestoreOptions): Promise<Restoration> {
  const started = performance.now();
  const snapshot = await findSnapshot(target, id);
  const live = probe(target) === 'missing' ? null : target.id;
  const changes = await untilFree(() => changesBetween(live, snapshot, target), patienceOf(options));
  return { snapshot, saved: null, changes, writtenSince: false, durationMs: Math.round(performance.now() - started) };
}

/** What is lost and returned when the snapshot takes the place of a file. */
function changesBetween(file: string | null, snapshot: Snapshot, { ledgerTable }: Target): TableChange[] {
  const open = openPair(file, snapshot.file);
  try {
    return tableChanges(open.pair, ledgerTable);
  } finally {
    open.close();
  }
}

async function restore(target: Target, id: string, options: RestoreOptions): Promise<Restoration> {
  const started = performance.now();
  const snapshot = locate(target, id);
  sweep(target);
  const live = await openLive(target, options);
  try {
    const { saved, changes, writtenSince } = await putBack(target, snapshot, live, options);
    return { snapshot, saved, changes, writtenSince, durationMs: Math.round(performance.now() - started) };
  } finally {
    live?.db.close();
  }
}

type Done = Pick<Restoration, 'saved' | 'changes' | 'writtenSince'>;

async function putBack(target: Target, snapshot: Snapshot, live: Live | null, options: RestoreOptions): Promise<Done> {
  await untilFree(() => requireFit(target, live?.db ?? null, snapshot), patienceOf(options));
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    const prepared = await prepare(target, snapshot, options.signal);
    try {
      const compare = (saved: Snapshot | null): TableChange[] => changesBetween(saved?.file ?? null, snapshot, target);
      const replacement = await replace({ target, prepared, live, options, compare, holdsWriters: attempt > 1 });
      return await confirm(target, prepared, live, replacement, options);
    } catch (error) {
      if (!(error instanceof WrittenMeanwhile)) throw error;
    } finally {
      discard(prepared.file);
    }
  }
  throw new MigrationError('DATABASE_LOCKED', `${target.shown} was written to whenever the snapshot was about to be put back.`, {
    hint: 'Pause the application, then run again.',
    dataState: 'Nothing was changed.',
  });
}

/** Success is claimed only after looking. An error from here on comes too late to undo: it says so. */
async function confirm(
  target: Target,
  prepared: Prepared,
  live: Live | null,
  { saved, changes, before }: Replacement,
  options: RestoreOptions,
): Promise<Done> {
  try {
    const patience = { ...patienceOf(options), signal: undefined };
    const isSame = await isAsCopied(target, prepared.file, before, patience);
    if (live === null) likeItsSource(target, prepared.snapshot);
    else await settleOnDisk(live.db, patience);
    return { saved, changes, writtenSince: !isSame };
  } catch (error) {
    const known = explained(error, target.shown);
    if (!(known instanceof MigrationError)) throw error;
    const before = saved === null ? '' : ` What was there before is saved as "${saved.id}".`;
    throw known.saying(`The snapshot was put back, but what came of it could not be confirmed.${before}`);
  }
}
