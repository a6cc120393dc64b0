import type { Database } from '../config/database.js';
import { selectDatabases } from '../config/select.js';
import { sha256 } from '../files/text.js';
import type { BrokenSnapshot, Restoration, Snapshot } from '../ports/snapshot.js';
import type { RunContext } from '../run/context.js';
import { planChanged } from '../run/approval.js';
import { owner } from '../run/context.js';
import { waiting } from '../run/job.js';
import { lockOne } from '../run/hold.js';
import { removeExpired, snapshotStore, takeSnapshot } from '../run/snapshot-before.js';
import { survey, targetOf } from '../survey/survey.js';
import { runContext } from './context.js';
import { refuseAmbiguous } from './move.js';
import type { MigratorParts, Selection, WriteSettings } from './parts.js';
import { needsYes, reported } from './reported.js';
import type { ResultReport } from './reported.js';

/** The snapshots of one database. */
export interface SnapshotList {
  readonly database: string;
  readonly snapshots: readonly Snapshot[];
  /** What lies among them and can't be restored. */
  readonly broken: readonly BrokenSnapshot[];
}

/** What `create` took, or `prune` removed, of one database. */
export interface SnapshotChange {
  readonly database: string;
  readonly ids: readonly string[];
}

/** Whole copies of the databases. */
export interface Snapshots {
  /** Takes one of each selected database, under its runner's lock. */
  create(settings?: WriteSettings): Promise<ResultReport<readonly SnapshotChange[]>>;
  list(selection?: Selection): Promise<ResultReport<readonly SnapshotList[]>>;
  /** Compares a snapshot with what is there; with an approval (`all`, or the `planHash` of a preview's report) puts it back, after saving what is there. One database only. */
  restore(id: string, settings?: WriteSettings): Promise<ResultReport<Restoration>>;
  /** Removes what the configuration no longer keeps, and what is broken. */
  prune(settings?: WriteSettings): Promise<ResultReport<readonly SnapshotChange[]>>;
}

export function snapshots(parts: MigratorParts): Snapshots {
  return {
    create: (settings = {}) => each(parts, 'snapshot create', settings, create),
    prune: (settings = {}) => each(parts, 'snapshot prune', settings, prune),
    list: ({ filter = [] } = {}) =>
      reported(parts, 'snapshot list', null, () => {
        const result = selectDatabases(parts.databases, filter).map((database) => list(parts, database));
        return { databases: [], planHash: null, result };
      }),
    restore: (id, settings = {}) => restore(parts, id, settings),
  };
}

function list({ driver }: MigratorParts, database: Database): SnapshotList {
  return { database: database.name, ...snapshotStore(driver).list(targetOf(driver, database)) };
}

type Change = (context: RunContext, database: Database) => Promise<readonly string[]> | readonly string[];

function each(parts: MigratorParts, command: string, settings: WriteSettings, change: Change) {
  const context = runContext(parts, settings);
  return reported(parts, command, context.runId, async () => {
    const result: SnapshotChange[] = [];
    for (const database of selectDatabases(parts.databases, settings.filter ?? [])) {
      const ids = await lockOne(context, database, () => change(context, database));
      result.push({ database: database.name, ids });
    }
    return { databases: [], planHash: null, result };
  });
}

async function create(context: RunContext, database: Database): Promise<readonly string[]> {
  return [await takeSnapshot(context, database, targetOf(context.driver, database), 'manual')];
}

function prune(context: RunContext, database: Database): readonly string[] {
  const target = targetOf(context.driver, database);
  const store = snapshotStore(context.driver);
  const { broken } = store.list(target);
  for (const one of broken) store.remove(one);
  return [...removeExpired(context, database, target), ...broken.map(({ id }) => id)];
}

function restore(parts: MigratorParts, id: string, settings: WriteSettings): Promise<ResultReport<Restoration>> {
  const context = runContext(parts, settings);
  return reported(parts, 'snapshot restore', context.runId, async () => {
    const chosen = selectDatabases(parts.databases, settings.filter ?? []);
    refuseAmbiguous('snapshot restore', chosen, { filter: chosen.length > 1 ? [] : settings.filter });
    const [database] = chosen as [Database];
    const { approval = 'none' } = settings;
    const approved = approval !== 'none';
    const { result, planHash } = await lockOne(context, database, async () => {
      const planHash = restoreHash(parts, database, id);
      if (typeof approval === 'object' && approval.planHash !== planHash) throw planChanged();
      const result = await snapshotStore(context.driver).restore(targetOf(context.driver, database), id, {
        ...waiting(context, database.name),
        database: database.name,
        reason: 'before-restore',
        by: context.identity.user,
        consent: context.consent,
        owner: owner(context),
        preview: !approved,
        onProgress: (done, total) => context.observer.emit({ event: 'snapshot-progress', database: database.name, done, total }),
      });
      return { result, planHash };
    });
    return { databases: [], planHash, result, unconfirmed: approved ? null : needsYes('The restore') };
  });
}

/** What an approval of a restore is bound to: this snapshot, over a database whose history ends here. Rows may be written meanwhile. */
function restoreHash({ driver }: MigratorParts, database: Database, id: string): string {
  const { manifest } =
    snapshotStore(driver)
      .list(targetOf(driver, database))
      .snapshots.find((one) => one.id === id) ?? {};
  const { reading } = survey(driver, database).observation;
  const head = reading.kind === 'present' ? (reading.head?.hash ?? null) : null;
  return sha256(JSON.stringify([database.location, id, manifest?.sha256 ?? null, head]));
}
