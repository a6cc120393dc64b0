import { MigrationError } from '@zepix/migrations-core';
import type { WaitOptions } from '@zepix/migrations-core';
import type { Patience } from '../connection/wait.js';

/** How often a waiter is told that it still waits, in ms. */
const TELL_EVERY_MS = 500;

/** Waiting for a lock of SQLite's own, of which nobody knows who holds it. */
export function patienceOf({ timeoutMs, onWait, signal }: WaitOptions): Patience {
  let told = 0;
  const tell = (waitedMs: number): void => {
    if (waitedMs < told + TELL_EVERY_MS) return;
    told = waitedMs;
    onWait?.(null, waitedMs);
  };
  return { timeoutMs, signal, onWait: tell };
}

/** @throws INTERRUPTED */
export function throwIfStopped(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  throw new MigrationError('INTERRUPTED', 'Stopped on request, while a database was copied.', {
    hint: 'Run the command again.',
    dataState: 'Nothing was changed.',
  });
}
