import type { Database } from '../config/database.js';
import type { Version } from '../kernel/version.js';
import type { Baseline } from '../maintenance/baseline.js';
import type { History } from '../maintenance/history.js';
import type { RepairResult } from '../maintenance/repair-run.js';
import type { Report } from '../report/report.js';
import { look } from './look.js';
import { baseline, history, repair, settle } from './maintain.js';
import { idle, move, redo } from './move.js';
import type { MigratorParts, RunSettings, Selection, UpSettings, WriteSettings } from './parts.js';
import { prune } from './prune.js';
import type { Pruned, PruneSettings } from './prune.js';
import type { ResultReport } from './reported.js';
import { snapshots } from './snapshots.js';
import type { Snapshots } from './snapshots.js';
import { withCode } from './with-code.js';

/** The engine over a set of databases. Every call returns a report; what goes wrong in a database is in it, not thrown. */
export interface Migrator {
  readonly databases: readonly Database[];
  /** Reads all databases; changes and creates nothing. */
  status(selection?: Selection): Report;
  /** As status, and compares whole schemas, checks integrity, foreign keys and the history's chain. */
  verify(selection?: Selection): Report;
  /** What `up` (or `goto`, where `to` lies below the current version) would do. */
  plan(settings?: UpSettings): Promise<Report>;
  /** As `plan`, and tries it on a copy of each database: whether it can be applied, what it costs, and whether it comes back. */
  rehearse(settings?: UpSettings): Promise<Report>;
  up(settings?: UpSettings): Promise<Report>;
  /**
   * What `up` reports where nothing is to be done; null where something is, where it would be refused, or have to wait. Never changes a
   * database: so that a process need not be started for it.
   */
  idle(settings?: UpSettings): Promise<Report | null>;
  /** Takes back the newest migration, or all above `to` (`0`: all). */
  down(settings?: UpSettings): Promise<Report>;
  /** Goes up or down until `version` is the newest applied. */
  goto(version: Version, settings?: RunSettings): Promise<Report>;
  /** Takes the newest migration back and applies it again. */
  redo(settings?: RunSettings): Promise<Report>;
  /** Records the migrations up to a version as applied without running them, after proving on a scratch database what they make. */
  baseline(version: Version, settings?: WriteSettings): Promise<ResultReport<Baseline>>;
  /** Shows what would have to change in the ledgers for status to be clean; with `approval: 'all'` changes it. */
  repair(settings?: WriteSettings): Promise<ResultReport<readonly RepairResult[]>>;
  /** The append-only history of each database, and whether its hash chain holds. */
  history(selection?: Selection): Promise<ResultReport<readonly History[]>>;
  /** Waits (as long as `lockTimeoutMs`) until no run is under way; changes nothing. */
  settle(settings?: WriteSettings): Promise<Report>;
  /** Gives up what migrations preserved; without `approval: 'all'` only tells what that would be. */
  prune(settings?: PruneSettings): Promise<ResultReport<readonly Pruned[]>>;
  readonly snapshots: Snapshots;
}

/** Puts an engine together from its parts. */
export function createMigrator(given: MigratorParts): Migrator {
  const parts = withCode(given);
  return {
    databases: parts.databases,
    status: (selection = {}) => look(parts, 'status', selection),
    verify: (selection = {}) => look(parts, 'verify', selection),
    plan: ({ to, ...settings } = {}) => move(parts, 'plan', { kind: to === undefined ? 'up' : 'goto', to }, { ...settings, dryRun: true }),
    rehearse: ({ to, ...settings } = {}) =>
      move(parts, 'rehearse', { kind: 'up', to }, { ...settings, dryRun: true, rehearse: settings.rehearse ?? true }),
    up: ({ to, ...settings } = {}) => move(parts, 'up', { kind: 'up', to }, settings),
    idle: (settings = {}) => idle(parts, settings),
    down: ({ to, ...settings } = {}) => move(parts, 'down', { kind: 'down', to }, settings),
    goto: (version, settings = {}) => move(parts, 'goto', { kind: 'goto', to: version }, settings),
    redo: (settings = {}) => redo(parts, settings),
    baseline: (version, settings = {}) => baseline(parts, version, settings),
    repair: (settings = {}) => repair(parts, settings),
    history: (selection = {}) => history(parts, selection),
    settle: (settings = {}) => settle(parts, settings),
    prune: (settings = {}) => prune(parts, settings),
    snapshots: snapshots(parts),
  };
}
