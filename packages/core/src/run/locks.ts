import type { Database } from '../config/database.js';
import { MigrationError } from '../kernel/error.js';
import type { Lease } from '../ports/driver.js';
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
    const lease = await takeLock(context, candidate);
    if (lease instanceof MigrationError) return { database: candidate.database, error: lease };
    leases.push(lease);
    context.observer.emit({ event: 'lock-taken', database: candidate.database.name });
  }
  return null;
}

async function takeLock(context: RunContext, { database, target }: Candidate): Promise<Lease | MigrationError> {
  const { driver, observer, lockTimeoutMs: timeoutMs, signal } = context;
  try {
    return await driver.lock(target, owner(context), {
      timeoutMs,
      signal,
      onWait: (holder, waitedMs) => observer.emit({ event: 'lock-waiting', database: database.name, owner: holder, waitedMs }),
    });
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
