import type { Database } from '../config/database.js';
import { selectDatabases } from '../config/select.js';
import { MigrationError } from '../kernel/error.js';
import type { Preserved } from '../ports/safety.js';
import type { RunContext } from '../run/context.js';
import { lockOne } from '../run/hold.js';
import { waiting } from '../run/job.js';
import { remember, storeSchema } from '../run/record.js';
import { targetOf } from '../survey/survey.js';
import { runContext } from './context.js';
import type { MigratorParts, WriteSettings } from './parts.js';
import { needsYes, reported } from './reported.js';
import type { ResultReport } from './reported.js';

/** What is given up of what migrations preserved. */
export interface PruneSettings extends WriteSettings {
  /** Only what is older than so many ms. */
  readonly olderThanMs?: number | undefined;
  /** The newest so many migrations' stay. */
  readonly keep?: number | undefined;
}

/** What was, or would be, given up in one database. */
export interface Pruned {
  readonly database: string;
  readonly preserved: readonly Preserved[];
}

/** Gives up what migrations preserved: with `approval: 'all'`; without, it only says what that would be. */
export function prune(parts: MigratorParts, settings: PruneSettings): Promise<ResultReport<readonly Pruned[]>> {
  const context = runContext(parts, settings);
  const approved = settings.approval === 'all';
  return reported(parts, 'prune', context.runId, async () => {
    const result: Pruned[] = [];
    for (const database of selectDatabases(parts.databases, settings.filter ?? [])) {
      const preserved = await lockOne(context, database, () => pruneOne(context, database, settings, approved));
      result.push({ database: database.name, preserved });
    }
    const isNothing = result.every(({ preserved }) => preserved.length === 0);
    return { databases: [], planHash: null, result, unconfirmed: approved || isNothing ? null : needsYes('Giving up what is preserved') };
  });
}

async function pruneOne(
  context: RunContext,
  database: Database,
  settings: PruneSettings,
  approved: boolean,
): Promise<readonly Preserved[]> {
  const { driver, safety, clock } = context;
  const target = targetOf(driver, database);
  if (safety === null || driver.probe(target) !== 'present') return [];
  const { olderThanMs, keep } = settings;
  const before = olderThanMs === undefined ? undefined : new Date(clock.now().getTime() - olderThanMs).toISOString();
  const session = await driver.open(target, { create: false, ...waiting(context, database.name) });
  const undo = new Undo();
  try {
    const { value } = await session.transact({ foreignKeys: false }, (tx) => {
      if (session.ledger().kind !== 'present') return [];
      const pruned = safety.prune(tx, { before, keep });
      if (pruned.length > 0) {
        const details = { versions: pruned.map(({ version, direction }) => `${version} ${direction}`), by: context.identity.user };
        remember(tx, context, 'pruned', { schema: storeSchema(tx), details });
      }
      if (!approved) throw undo.with(pruned);
      return pruned;
    });
    return value;
  } catch (error) {
    if (error === undo.error) return undo.pruned;
    throw error;
  } finally {
    session.close();
  }
}

/** Takes back what was only to be looked at. */
class Undo {
  readonly error = new MigrationError('CONFIRMATION_REQUIRED', 'Only looked at.', {});
  pruned: readonly Preserved[] = [];

  with(pruned: readonly Preserved[]): MigrationError {
    this.pruned = pruned;
    return this.error;
  }
}
