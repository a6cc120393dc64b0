import { MigrationError } from '../kernel/error.js';

/** Whether somebody would have to wait for it; its failure, which nobody waits for any more, must not end the process. */
export function isPromise(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || typeof (value as { then?: unknown }).then !== 'function') return false;
  Promise.resolve(value).catch(() => undefined);
  return true;
}

/** The error of code that can't be done when it returns. */
export function awaited(what: string): MigrationError {
  return new MigrationError('MIGRATION_CODE_ASYNC', `${what}: nothing can be awaited inside a transaction.`, {
    hint: 'Do everything before it returns; read files with readFileSync.',
  });
}
