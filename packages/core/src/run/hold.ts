import type { Database } from '../config/database.js';
import type { Session } from '../ports/driver.js';
import { targetOf } from '../survey/survey.js';
import type { RunContext } from './context.js';
import { opening } from './job.js';
import { takeLock } from './locks.js';

/** Runs a body while the runner's lock of one database is held. @throws MigrationError RUNNER_LOCKED, DIRECTORY_MISSING … */
export async function lockOne<R>(context: RunContext, database: Database, body: () => Promise<R> | R): Promise<R> {
  const target = targetOf(context.driver, database);
  context.driver.probe(target);
  const lease = await takeLock(context, database, target);
  try {
    return await body();
  } finally {
    lease.release();
  }
}

/** Runs a body on an open session of one database while its runner's lock is held. */
export async function holding<R>(
  context: RunContext,
  database: Database,
  create: boolean,
  body: (session: Session) => Promise<R>,
): Promise<R> {
  return lockOne(context, database, async () => {
    const session = await context.driver.open(targetOf(context.driver, database), opening(context, database.name, create));
    try {
      return await body(session);
    } finally {
      session.close();
    }
  });
}
