import type { Version } from '../kernel/version.js';
import type { Observer, RunEvent } from '../ports/observer.js';
import type { History } from '../maintenance/history.js';
import type { RunSettings, Selection, UpSettings, WriteSettings } from '../migrator/parts.js';
import type { ResultReport } from '../migrator/reported.js';
import type { SnapshotChange, SnapshotList } from '../migrator/snapshots.js';
import type { Restoration } from '../ports/snapshot.js';
import type { Report } from '../report/report.js';
import { EngineProcess } from './engine-process.js';

/** Where the engine's wiring is, and what it is handed. */
export interface EngineOptions {
  /** The module that calls `serveEngine`. */
  readonly entry: string | URL;
  /** Handed to it; plain data. */
  readonly setup?: unknown;
  /** Told of every event, as it arrives. */
  readonly observers?: readonly Observer[] | undefined;
}

type RemoteWrite = Omit<WriteSettings, 'signal' | 'stopRequested'>;
type RemoteRun = Omit<RunSettings, 'signal' | 'stopRequested'>;
type RemoteUp = Omit<UpSettings, 'signal' | 'stopRequested'>;

/** A migrator in a process of its own: the event loop here never waits for SQLite. Reports come as from `createMigrator`. */
export interface Engine {
  status(selection?: Selection): Promise<Report>;
  verify(selection?: Selection): Promise<Report>;
  plan(settings?: RemoteUp): Promise<Report>;
  rehearse(settings?: RemoteUp): Promise<Report>;
  up(settings?: RemoteUp): Promise<Report>;
  down(settings?: RemoteUp): Promise<Report>;
  goto(version: Version, settings?: RemoteRun): Promise<Report>;
  redo(settings?: RemoteRun): Promise<Report>;
  history(selection?: Selection): Promise<ResultReport<readonly History[]>>;
  settle(settings?: RemoteWrite): Promise<Report>;
  readonly snapshots: {
    create(settings?: RemoteWrite): Promise<ResultReport<readonly SnapshotChange[]>>;
    list(selection?: Selection): Promise<ResultReport<readonly SnapshotList[]>>;
    restore(id: string, settings?: RemoteWrite): Promise<ResultReport<Restoration>>;
    prune(settings?: RemoteWrite): Promise<ResultReport<readonly SnapshotChange[]>>;
  };
  /** Every event from now on, until the engine is gone. Each call gives a reader of its own, which misses nothing. */
  events(): AsyncIterable<RunEvent>;
  /**
   * Asks the run to stop after the statement that is running: the open migration is undone, the report says INTERRUPTED. The engine
   * takes no further run then. Does nothing when the engine is gone.
   */
  stop(): void;
  /** Ends the process at once. SQLite undoes what was open when the database is opened next. Calls under way reject with ENGINE_DIED. */
  kill(): void;
  /** Takes no more calls, and ends the process when those under way are done. */
  close(): Promise<void>;
}

/**
 * Starts an engine in a process of its own. What goes wrong while it starts rejects the calls: with the error of the wiring, or with
 * ENGINE_DIED where the process could not begin. Then nothing of it is left, and close() need not be called.
 * @throws MigrationError USAGE when `setup` is no plain data
 */
export function startEngine({ entry, setup, observers = [] }: EngineOptions): Engine {
  const engine = new EngineProcess(entry, setup, observers);
  const { calls } = engine;
  return {
    status: (settings = {}) => calls.make({ method: 'status', settings }),
    verify: (settings = {}) => calls.make({ method: 'verify', settings }),
    plan: (settings = {}) => calls.make({ method: 'plan', settings }),
    rehearse: (settings = {}) => calls.make({ method: 'rehearse', settings }),
    up: (settings = {}) => calls.make({ method: 'up', settings }),
    down: (settings = {}) => calls.make({ method: 'down', settings }),
    redo: (settings = {}) => calls.make({ method: 'redo', settings }),
    goto: (version, settings = {}) => calls.make({ method: 'goto', version, settings }),
    history: (settings = {}) => calls.make({ method: 'history', settings }) as Promise<ResultReport<readonly History[]>>,
    settle: (settings = {}) => calls.make({ method: 'settle', settings }),
    snapshots: {
      create: (settings = {}) => calls.make({ method: 'snapshots.create', settings }) as Promise<ResultReport<readonly SnapshotChange[]>>,
      prune: (settings = {}) => calls.make({ method: 'snapshots.prune', settings }) as Promise<ResultReport<readonly SnapshotChange[]>>,
      list: (settings = {}) => calls.make({ method: 'snapshots.list', settings }) as Promise<ResultReport<readonly SnapshotList[]>>,
      restore: (id, settings = {}) => calls.make({ method: 'snapshots.restore', id, settings }) as Promise<ResultReport<Restoration>>,
    },
    events: () => engine.events(),
    stop: () => engine.stop(),
    kill: () => engine.kill(),
    close: () => engine.close(),
  };
}
