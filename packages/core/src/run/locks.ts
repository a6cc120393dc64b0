import type { Database } from '../config/database.js';
import { MigrationError } from '../kernel/error.js';
import type { Lease, Owner, Target } from '../ports/driver.js';
import { owner } from './context.js';
import type { RunContext } from './context.js';
import type { Candidate } from './job.js';

/** The database whose lock could not be had. */
export interface Blocked {
  readonly database: Database;
  readonly error: MigrationError;
}

/** Takes the runner's lock of every database, in order of real path so that no two runs wait for each other. Fills `leases`. */
export async function takeLocks(context: RunContext, candidates: readonly Candidate[], leases: Lease[]): Promise<Blocked | null> {
  const inLockOrder = candidates.toSorted((a, b) => (a.target.id < b.target.id ? -1 : 1));
  for (const [index, candidate] of inLockOrder.entries()) {
    const twin = inLockOrder[index - 1];
    if (twin?.target.id === candidate.target.id) return { database: candidate.database, error: sameFile(twin, candidate) };
    const lease = await tryLock(context, candidate);
    if (lease instanceof MigrationError) return { database: candidate.database, error: lease };
    leases.push(lease);
    context.observer.emit({ event: 'lock-taken', database: candidate.database.name });
  }
  return null;
}

/** Takes the runner's lock of one database, telling the observers of a wait. @throws MigrationError RUNNER_LOCKED, INTERRUPTED … */
export function takeLock(context: RunContext, { name }: Database, target: Target): Promise<Lease> {
  const { driver, observer, lockTimeoutMs: timeoutMs, signal } = context;
  const onWait = (holder: Owner | null, waitedMs: number): void =>
    observer.emit({ event: 'lock-waiting', database: name, owner: holder, waitedMs });
  return driver.lock(target, owner(context), { timeoutMs, signal, onWait });
}

async function tryLock(context: RunContext, { database, target }: Candidate): Promise<Lease | MigrationError> {
  try {
    return await takeLock(context, database, target);
  } catch (error) {
    if (error instanceof MigrationError) return error;
    throw error;
  }
}

/** A run would wait for a lock that it holds itself. */
function sameFile(one: Candidate, other: Candidate): MigrationError {
  const names = `${one.database.name} and ${other.database.name}`;
  return new MigrationError('CONFIG_INVALID', `${names} are the same file: ${other.target.id}.`, {
    hint: 'Configure each file once.',
    dataState: 'Nothing was changed.',
  });
}
