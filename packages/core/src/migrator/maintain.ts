import type { Database } from '../config/database.js';
import { selectDatabases } from '../config/select.js';
import { MigrationError } from '../kernel/error.js';
import type { Version } from '../kernel/version.js';
import { baseline as baselineOne } from '../maintenance/baseline.js';
import type { Baseline } from '../maintenance/baseline.js';
import { readHistory } from '../maintenance/history.js';
import type { History } from '../maintenance/history.js';
import type { Driver } from '../ports/driver.js';
import { previewRepair, repairDatabase } from '../maintenance/repair-run.js';
import type { RepairResult } from '../maintenance/repair-run.js';
import { databaseReport } from '../report/database-report.js';
import type { DatabaseReport, Report } from '../report/report.js';
import { lockOne } from '../run/hold.js';
import { survey } from '../survey/survey.js';
import { historyBroken } from '../survey/verify.js';
import { runContext } from './context.js';
import { refuseAmbiguous } from './move.js';
import type { MigratorParts, Selection, WriteSettings } from './parts.js';
import { needsYes, reported } from './reported.js';
import type { ResultReport } from './reported.js';

/** Reads the append-only history of each database. What can't be read, or is broken, has its error in `databases`. */
export function history(parts: MigratorParts, { filter = [] }: Selection): Promise<ResultReport<readonly History[]>> {
  return reported(parts, 'history', null, async () => {
    const chosen = selectDatabases(parts.databases, filter);
    const { result, errors } = await forEach(chosen, (database) => readHistory(parts.driver, database));
    for (const database of chosen) {
      const error = brokenHistory(database, result);
      if (error) errors.set(database, error);
    }
    return { databases: standing(parts.driver, chosen, errors), planHash: null, result };
  });
}

function brokenHistory({ name, shown }: Database, histories: readonly History[]): MigrationError | null {
  const history = histories.find(({ database }) => database === name);
  const entry = history?.entries.find(({ id }) => id === history.broken?.id);
  return history?.broken && entry ? historyBroken(shown, entry, history.broken.reason) : null;
}

/** Records migrations as applied without running them, in one database. */
export function baseline(parts: MigratorParts, version: Version, settings: WriteSettings): Promise<ResultReport<Baseline>> {
  const context = runContext(parts, settings);
  return reported(parts, 'baseline', context.runId, async () => {
    const chosen = selectDatabases(parts.databases, settings.filter ?? []);
    refuseAmbiguous('baseline', chosen, settings);
    const [database] = chosen as [Database];
    if (chosen.length > 1) throw oneOnly(chosen);
    const result = await baselineOne(context, database, version, settings.approval === 'all');
    return { databases: standing(context.driver, chosen), planHash: null, result };
  });
}

/** Shows what would have to change in the ledgers, and with an approval of `all` changes it. What can't be read has its error in `databases`. */
export function repair(parts: MigratorParts, settings: WriteSettings): Promise<ResultReport<readonly RepairResult[]>> {
  const context = runContext(parts, settings);
  return reported(parts, 'repair', context.runId, async () => {
    const chosen = selectDatabases(parts.databases, settings.filter ?? []);
    const act = settings.approval === 'all' ? repairDatabase : previewRepair;
    const { result, errors } = await forEach(chosen, (database) => act(context, database));
    const open = result.some(({ actions, done }) => actions.length > 0 && !done);
    return {
      databases: standing(context.driver, chosen, errors),
      planHash: null,
      result,
      unconfirmed: open ? needsYes('The repair') : null,
    };
  });
}

/** Waits until nobody else is at work on the databases; changes nothing. One that is not free in time has RUNNER_LOCKED in `databases`. */
export function settle(parts: MigratorParts, settings: WriteSettings): Promise<Report> {
  const context = runContext(parts, settings);
  return reported(parts, 'settle', null, async () => {
    const chosen = selectDatabases(parts.databases, settings.filter ?? []);
    const { errors } = await forEach(chosen, (database) => lockOne(context, database, () => undefined));
    return { databases: standing(context.driver, chosen, errors), planHash: null, result: null };
  });
}

type Errors = Map<Database, MigrationError>;

/** One sick database never hides the others, nor what was done to them. */
async function forEach<R>(
  databases: readonly Database[],
  action: (database: Database) => Promise<R> | R,
): Promise<{ result: R[]; errors: Errors }> {
  const result: R[] = [];
  const errors = new Map<Database, MigrationError>();
  for (const database of databases) {
    try {
      result.push(await action(database));
    } catch (error) {
      if (!(error instanceof MigrationError)) throw error;
      errors.set(database, error);
    }
  }
  return { result, errors };
}

function standing(driver: Driver, databases: readonly Database[], errors: Errors = new Map()): DatabaseReport[] {
  return databases.map((database) => databaseReport({ ...survey(driver, database), error: errors.get(database) ?? null }));
}

function oneOnly(chosen: readonly Database[]): MigrationError {
  return new MigrationError('FILTER_REQUIRED', `A baseline is set for one database at a time, not for ${chosen.length}.`, {
    hint: `Choose one: ${chosen.map(({ name }) => name).join(', ')}.`,
    dataState: 'Nothing was changed.',
  });
}
