import type { Database } from '../config/database.js';
import { selectDatabases } from '../config/select.js';
import { MigrationError } from '../kernel/error.js';
import type { Version } from '../kernel/version.js';
import { baseline as baselineOne } from '../maintenance/baseline.js';
import type { Baseline } from '../maintenance/baseline.js';
import { readHistory } from '../maintenance/history.js';
import type { History } from '../maintenance/history.js';
import { previewRepair, repairDatabase } from '../maintenance/repair-run.js';
import type { RepairResult } from '../maintenance/repair-run.js';
import { databaseReport } from '../report/database-report.js';
import type { RunContext } from '../run/context.js';
import { survey } from '../survey/survey.js';
import { runContext } from './context.js';
import { refuseAmbiguous } from './move.js';
import type { MigratorParts, Selection, WriteSettings } from './parts.js';
import { needsYes, reported } from './reported.js';
import type { ResultReport } from './reported.js';

/** Reads the append-only history of each database. */
export function history(parts: MigratorParts, { filter = [] }: Selection): Promise<ResultReport<readonly History[]>> {
  return reported(parts, 'history', null, () => {
    const result = selectDatabases(parts.databases, filter).map((database) => readHistory(parts.driver, database));
    return { databases: [], planHash: null, result };
  });
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
    return { databases: standing(context, chosen), planHash: null, result };
  });
}

/** Shows what would have to change in the ledgers, and with an approval of `all` changes it. */
export function repair(parts: MigratorParts, settings: WriteSettings): Promise<ResultReport<readonly RepairResult[]>> {
  const context = runContext(parts, settings);
  return reported(parts, 'repair', context.runId, async () => {
    const chosen = selectDatabases(parts.databases, settings.filter ?? []);
    const result: RepairResult[] = [];
    for (const database of chosen) {
      result.push(settings.approval === 'all' ? await repairDatabase(context, database) : previewRepair(context, database));
    }
    const open = result.some(({ actions, done }) => actions.length > 0 && !done);
    return { databases: standing(context, chosen), planHash: null, result, unconfirmed: open ? needsYes('The repair') : null };
  });
}

function standing({ driver }: RunContext, databases: readonly Database[]) {
  return databases.map((database) => databaseReport(survey(driver, database)));
}

function oneOnly(chosen: readonly Database[]): MigrationError {
  return new MigrationError('FILTER_REQUIRED', `A baseline is set for one database at a time, not for ${chosen.length}.`, {
    hint: `Choose one: ${chosen.map(({ name }) => name).join(', ')}.`,
    dataState: 'Nothing was changed.',
  });
}
