import { existsSync } from 'node:fs';
import type { AuditEntry } from '@zepix/migrations-telegram';
import { openStateFile } from './state/file.js';
import { readAudit } from './state/sqlite-state.js';

/** Prints the newest lines of the audit log, oldest first; a bot that runs is not disturbed. @throws MigrationError BOT_STATE_UNUSABLE */
export function printAudit(file: string, most: number, isJson: boolean): void {
  const entries = existsSync(file) ? [...read(file, most)].toReversed() : [];
  for (const entry of entries) process.stdout.write(`${isJson ? JSON.stringify(entry) : lineOf(entry)}\n`);
}

function read(file: string, most: number): readonly AuditEntry[] {
  const database = openStateFile(file, { readOnly: true });
  try {
    return readAudit(database, most);
  } finally {
    database.close();
  }
}

function lineOf({ at, event, user, chat, request, detail }: AuditEntry): string {
  const who = [user === null ? '' : `user ${user}`, chat === null ? '' : `chat ${chat}`, request ?? '']
    .filter((part) => part !== '')
    .join(', ');
  // What people called themselves must not move the cursor of who reads.
  return `${at}  ${event.padEnd(16)} ${who}  ${detail}`.replaceAll(/\p{Cc}/gu, ' ');
}
