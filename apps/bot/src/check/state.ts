import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { toMigrationError } from '@zepix/migrations-core';
import { openStateFile } from '../state/file.js';
import { unusable } from '../state/lock.js';
import { fine, wrong } from './check.js';
import type { Finding } from './check.js';

/** Whether the bot's own state is one, or can be made; it may be in use. Nothing is made. */
export function checkState(file: string): Finding {
  try {
    checkFolder(dirname(file));
    if (!existsSync(file)) return fine('state', `${file} will be made`);
    openStateFile(file, { readOnly: true }).close();
    return fine('state', file);
  } catch (error) {
    return wrong('state', toMigrationError(error));
  }
}

/** @throws MigrationError BOT_STATE_UNUSABLE */
function checkFolder(folder: string): void {
  try {
    if (!statSync(folder).isDirectory()) throw new Error('it is no folder');
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    throw unusable(folder, cause);
  }
}
