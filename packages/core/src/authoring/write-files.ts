import { linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { MigrationError } from '../kernel/error.js';

/** A file to write, by its absolute path, and as users call it. */
export interface NewFile {
  readonly path: string;
  readonly shown: string;
  readonly text: string;
}

/** Writes files that are not there yet: all of them or none, and never over another. @throws MigrationError FILE_EXISTS, FILE_UNWRITABLE */
export function writeNewFiles(files: readonly NewFile[]): void {
  const written: string[] = [];
  for (const file of files) {
    try {
      writeNew(file);
      written.push(file.path);
    } catch (error) {
      for (const path of written) rmSync(path, { force: true });
      throw unwritten(file.shown, error);
    }
  }
}

/** Writes files that may be there, each whole or not at all. @throws MigrationError FILE_UNWRITABLE */
export function replaceFiles(files: readonly NewFile[]): void {
  for (const { path, shown, text } of files) {
    try {
      writeFileSync(`${path}.new`, text);
      renameSync(`${path}.new`, path);
    } catch (error) {
      rmSync(`${path}.new`, { force: true });
      throw unwritten(shown, error);
    }
  }
}

/** Written beside and linked into place: whole or not at all, and a name that is taken is an error even when it was taken just now. */
function writeNew({ path, text }: NewFile): void {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.new`;
  writeFileSync(draft, text, { flag: 'wx' });
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
    writeFileSync(path, text, { flag: 'wx' }); // A file system without links.
  } finally {
    rmSync(draft, { force: true });
  }
}

/** The error of a file that could not be written. */
export function unwritten(shown: string, cause: unknown): MigrationError {
  if (cause instanceof MigrationError) return cause;
  if ((cause as NodeJS.ErrnoException).code === 'EEXIST') {
    return new MigrationError('FILE_EXISTS', `${shown} is there already; nothing is overwritten.`, {
      hint: 'Give another name, or move that file away.',
      dataState: 'Nothing was written.',
    });
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new MigrationError('FILE_UNWRITABLE', `${shown} can't be written: ${reason}`, {
    hint: 'Check the permissions of its folder, and the space on that disk.',
    dataState: 'Nothing was written.',
    cause,
  });
}
