import { existsSync } from 'node:fs';
import { toMigrationError } from '@zepix/migrations-core';
import { openStateFile } from '../state/file.js';
import { fine, wrong } from './check.js';
import type { Finding } from './check.js';

/** Whether the bot's own state is one; it may be in use. Nothing is made. */
export function checkState(file: string): Finding {
  if (!existsSync(file)) return fine('state', `${file} will be made`);
  try {
    openStateFile(file, { readOnly: true }).close();
    return fine('state', file);
  } catch (error) {
    return wrong('state', toMigrationError(error));
  }
}
