import { setTimeout as sleep } from 'node:timers/promises';
import { MigrationError } from '@zepix/migrations-core';
import { isBusy } from './errors.js';

/** How long to wait for a lock. */
export interface Patience {
  readonly timeoutMs: number;
  readonly onWait?: ((waitedMs: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

const SHORTEST_MS = 2;
const LONGEST_MS = 40;

/**
 * Tries until SQLite no longer says that somebody else holds a lock. Waits outside of SQLite, so that the event loop goes on and an
 * abort is heard. Rethrows SQLite's error when time is up. @throws MigrationError INTERRUPTED
 */
export async function untilFree<R>(action: () => R | Promise<R>, patience: Patience): Promise<R> {
  const started = performance.now();
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await action();
    } catch (error) {
      const waitedMs = performance.now() - started;
      if (!isBusy(error) || waitedMs >= patience.timeoutMs) throw error;
      if (patience.signal?.aborted === true) throw stopped();
      patience.onWait?.(waitedMs);
      await pause(attempt, patience);
    }
  }
}

/** Random lengths, so that many waiters do not knock in step. */
async function pause(attempt: number, { signal }: Patience): Promise<void> {
  const longest = Math.min(LONGEST_MS, SHORTEST_MS * 2 ** Math.min(attempt, 10));
  try {
    await sleep(SHORTEST_MS + Math.random() * longest, undefined, signal ? { signal } : {});
  } catch {
    throw stopped();
  }
}

function stopped(): MigrationError {
  return new MigrationError('INTERRUPTED', 'Stopped on request, while waiting for a lock.', {
    hint: 'Run the command again to go on.',
    dataState: 'Nothing was changed.',
  });
}
