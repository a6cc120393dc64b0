import { MigrationError } from '@zepix/migrations-core';
import type { ErrorCode } from '@zepix/migrations-core';

/** An error about the bot itself: no database has anything to do with it. */
export function botError(code: ErrorCode, message: string, hint: string, cause?: unknown): MigrationError {
  return new MigrationError(code, message, { hint, dataState: 'Nothing was changed.', cause });
}

export function invalidSetting(name: string, reason: string): MigrationError {
  return botError('CONFIG_INVALID', `${name} ${reason}.`, 'See "Settings" in docs/bot.md for every key and its environment variable.');
}
