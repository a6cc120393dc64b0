import Database from 'better-sqlite3';
import { botError } from '../settings/refuse.js';

/**
 * Makes sure that no other process uses a state file, for as long as this one lives: the lock is a transaction in a file beside it, so the
 * system frees it however the process ends. Gives what frees it. @throws MigrationError BOT_ALREADY_RUNNING, BOT_STATE_UNUSABLE
 */
export function holdState(stateFile: string): () => void {
  const file = `${stateFile}-lock`;
  let lock: Database.Database | undefined;
  try {
    lock = new Database(file, { timeout: 0 });
    lock.pragma('journal_mode = DELETE');
    lock.exec('BEGIN EXCLUSIVE');
    return () => lock?.close();
  } catch (cause) {
    lock?.close();
    if (isBusy(cause)) {
      throw botError(
        'BOT_ALREADY_RUNNING',
        `Another process of this bot uses ${stateFile}.`,
        'Stop the other one, or give each its own stateFile and token.',
        cause,
      );
    }
    throw unusable(file, cause);
  }
}

export function unusable(file: string, cause: unknown): ReturnType<typeof botError> {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return botError(
    'BOT_STATE_UNUSABLE',
    `The bot's state ${file} can't be used: ${reason}.`,
    'Check the path, the permissions of its folder, and the disk.',
    cause,
  );
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && (error.code.startsWith('SQLITE_BUSY') || error.code.startsWith('SQLITE_LOCKED'));
}
