import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../config/database.js';
import { reportedError } from '../kernel/error-report.js';
import type { Version } from '../kernel/version.js';
import type { Goal } from '../plan/plan.js';
import type { View } from '../ports/driver.js';
import type { RunContext } from '../run/context.js';
import { run } from '../run/run.js';
import { targetOf } from '../survey/survey.js';

/**
 * Runs a database's migrations up to a version on an empty throw-away database, and hands what came out to `body`.
 * @throws MigrationError of the migration that failed there
 */
export async function onScratch<R>(
  context: RunContext,
  database: Database,
  to: Version | undefined,
  body: (view: View, location: string) => R,
): Promise<R> {
  const [result] = await throughScratch(context, database, [{ kind: 'up', to }], body);
  return result as R;
}

/** Moves an empty throw-away database to one goal after the other, and hands what each left to `body`. @throws as `onScratch` */
export async function throughScratch<R>(
  context: RunContext,
  database: Database,
  goals: readonly Goal[],
  body: (view: View, location: string) => R,
): Promise<readonly R[]> {
  const folder = mkdtempSync(join(tmpdir(), 'zepix-scratch-'));
  try {
    const scratch = { ...database, location: join(folder, 'scratch.db'), shown: `a scratch copy of ${database.name}`, after: [] };
    const quiet = {
      ...context,
      snapshots: false,
      rehearse: null,
      requireProof: false,
      durable: false,
      observer: { emit: () => undefined },
    };
    const results: R[] = [];
    for (const goal of goals) {
      await moveScratch(quiet, scratch, { ...goal, allowOutOfOrder: true });
      results.push(context.driver.read(targetOf(context.driver, scratch), (view) => body(view, scratch.location)));
    }
    return results;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function moveScratch(context: RunContext, scratch: Database, goal: Goal): Promise<void> {
  const { databases } = await run(context, [scratch], { goal, dryRun: false, approval: 'all' });
  const error = databases.find((report) => report.error !== null)?.error;
  if (error) throw reportedError(error);
}
