import type { Database } from '../config/database.js';
import { MigrationError } from '../kernel/error.js';
import type { RunContext } from '../run/context.js';
import { owner } from '../run/context.js';
import { holding } from '../run/hold.js';
import { ensureLedger } from '../run/record.js';
import { targetOf } from '../survey/survey.js';

/** What `create` did for one database. */
export interface Created {
  readonly database: string;
  readonly file: string;
  /** False: it was there before, and was left as it is. */
  readonly created: boolean;
}

/** Creates a database with an empty ledger where there is none. @throws MigrationError DIRECTORY_MISSING, RUNNER_LOCKED … */
export async function createDatabase(context: RunContext, database: Database): Promise<Created> {
  const result = { database: database.name, file: database.shown };
  const target = targetOf(context.driver, database);
  if (context.driver.probe(target) !== 'missing') return { ...result, created: false };
  await holding(context, database, true, (session) => session.transact({ foreignKeys: false }, (tx) => ensureLedger(tx, context)));
  return { ...result, created: true };
}

/** What `drop` did, or would do, to one database. */
export interface Dropped {
  readonly database: string;
  /** Files that belong to it; empty where there is no database. */
  readonly files: readonly string[];
  readonly dropped: boolean;
}

/** What `dropDatabase` would delete; changes nothing. */
export function previewDrop({ driver }: RunContext, database: Database): Dropped {
  const target = targetOf(driver, database);
  const files = driver.probe(target) === 'missing' ? [] : driver.care.files(target);
  return { database: database.name, files, dropped: false };
}

/**
 * Deletes a database's file and those that belong to it, while the runner's lock is held. Snapshots stay. One that is not there is left
 * out. @throws MigrationError RUNNER_LOCKED, DATABASE_LOCKED, NOT_A_DATABASE
 */
export async function dropDatabase(context: RunContext, database: Database): Promise<Dropped> {
  const { driver } = context;
  const target = targetOf(driver, database);
  if (driver.probe(target) === 'missing') return { database: database.name, files: [], dropped: false };
  // Asked before the lock, which makes files of its own.
  const files = driver.care.files(target);
  const lease = await driver.lock(target, owner(context), { timeoutMs: context.lockTimeoutMs, signal: context.signal });
  try {
    driver.care.remove(target);
  } finally {
    lease.release();
  }
  driver.care.removeLock(target);
  return { database: database.name, files, dropped: true };
}

/** What a drop without a yes is refused with. */
export function dropNeedsYes(files: readonly string[]): MigrationError {
  return new MigrationError(
    'CONFIRMATION_REQUIRED',
    `${files.length === 1 ? 'A file' : `${files.length} files`} would be deleted, for good.`,
    {
      hint: 'Take a snapshot first ("snapshot create"), then add --yes.',
      dataState: 'Nothing was deleted.',
    },
  );
}
