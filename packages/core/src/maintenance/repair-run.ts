import type { Database } from '../config/database.js';
import { readFolder } from '../files/folder.js';
import type { Version } from '../kernel/version.js';
import type { View } from '../ports/driver.js';
import { observe } from '../plan/observe.js';
import { judge } from '../plan/standing.js';
import type { RunContext } from '../run/context.js';
import { holding } from '../run/hold.js';
import { targetOf } from '../survey/survey.js';
import { foreignLedger } from '../plan/foreign-ledger.js';
import { repair } from './repair.js';
import { describeRepair, planRepair } from './repair-plan.js';
import type { RepairAction } from './repair-plan.js';

/** What a repair would do, or did. */
export interface RepairResult {
  readonly database: string;
  readonly actions: readonly { readonly kind: RepairAction['kind']; readonly version: Version | null; readonly description: string }[];
  readonly done: boolean;
}

/** Shows what a repair would change; changes nothing. */
export function previewRepair(context: RunContext, database: Database): RepairResult {
  const actions = context.driver.read(targetOf(context.driver, database), (view) => findActions(context, database, view));
  return result(database, actions, false);
}

/** Changes the ledger (never the application's tables) so that `status` is clean again. */
export async function repairDatabase(context: RunContext, database: Database): Promise<RepairResult> {
  if (previewRepair(context, database).actions.length === 0) return result(database, [], true);
  return holding(context, database, false, async (session) => {
    const actions = findActions(context, database, session);
    if (actions.length > 0) await session.transact({ foreignKeys: false }, (tx) => repair(tx, session, context, actions));
    return result(database, actions, true);
  });
}

function findActions(context: RunContext, database: Database, view: View): RepairAction[] {
  const folder = readFolder(database.source);
  // What can't be read, or stands for two, must not be taken for what was applied.
  const [unclear] = folder.problems;
  if (unclear) throw unclear;
  const observation = observe(view, context.driver);
  const { reading } = observation;
  if (reading.kind === 'present') return planRepair(judge(folder, observation, database.shown), folder);
  if (reading.kind === 'absent') return [];
  throw foreignLedger(database.shown, reading);
}

function result({ name }: Database, actions: readonly RepairAction[], done: boolean): RepairResult {
  return {
    database: name,
    actions: actions.map((action) => ({ kind: action.kind, version: action.version, description: describeRepair(action) })),
    done,
  };
}
