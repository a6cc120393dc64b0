import { randomUUID } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { MigrationError } from '../kernel/error.js';

/** Writes a file beside and renames it into place: nobody ever reads half of it. @throws MigrationError FILE_UNWRITABLE */
export function replaceFile(path: string, shown: string, text: string): void {
  const draft = `${path}.${randomUUID()}`;
  try {
    writeFileSync(draft, text, { flag: 'wx' });
    renameSync(draft, path);
  } catch (cause) {
    rmSync(draft, { force: true });
    throw new MigrationError('FILE_UNWRITABLE', `${shown} can't be written: ${cause instanceof Error ? cause.message : String(cause)}`, {
      hint: 'Check that its folder exists and may be written, and the space on that disk.',
      dataState: 'It is as it was before.',
      cause,
    });
  }
}
