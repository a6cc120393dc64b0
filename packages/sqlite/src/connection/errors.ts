import { MigrationError } from '@zepix/migrations-core';
import type { ErrorCode } from '@zepix/migrations-core';

/** SQLite's own code of an error (`SQLITE_BUSY_SNAPSHOT`), or null when the error is not SQLite's. */
export function sqliteCode(error: unknown): string | null {
  const code = error instanceof Error ? (error as { code?: unknown }).code : undefined;
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : null;
}

/** Whether the error says that another connection holds a lock. */
export function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(sqliteCode(error) ?? '');
}

interface Meaning {
  readonly code: ErrorCode;
  readonly says: (shown: string) => string;
  readonly hint: string;
}

/** Errors that tell of the file and not of the statement, by the beginning of SQLite's code; the first that fits counts. */
const MEANINGS: readonly (readonly [prefix: string, meaning: Meaning])[] = [
  [
    'SQLITE_BUSY',
    {
      code: 'DATABASE_LOCKED',
      says: (shown) => `${shown} is locked: another program is writing to it.`,
      hint: 'Wait for it to finish, pause the application, or give more time with --lock-timeout.',
    },
  ],
  ['SQLITE_LOCKED', { code: 'DATABASE_LOCKED', says: (shown) => `A table of ${shown} is locked.`, hint: 'Wait and run again.' }],
  [
    'SQLITE_NOTADB',
    {
      code: 'NOT_A_DATABASE',
      says: (shown) => `${shown} is not a SQLite database (or it is encrypted).`,
      hint: 'Check the path in the config; a file of another kind is never overwritten.',
    },
  ],
  [
    'SQLITE_CORRUPT',
    {
      code: 'DATABASE_DAMAGED',
      says: (shown) => `${shown} is damaged.`,
      hint: 'Restore a backup, or recover what can be read with the sqlite3 shell\'s ".recover".',
    },
  ],
  [
    'SQLITE_FULL',
    { code: 'DISK_FULL', says: (shown) => `The disk of ${shown} is full.`, hint: 'Free some space on that disk, then run again.' },
  ],
  [
    'SQLITE_IOERR_WRITE',
    {
      code: 'DISK_FULL',
      says: (shown) => `${shown} can't be written: the disk is full, or a quota or a limit on file sizes is reached.`,
      hint: 'Free some space or lift the limit, then run again.',
    },
  ],
  [
    'SQLITE_IOERR_SHMSIZE',
    {
      code: 'DISK_FULL',
      says: (shown) => `The disk of ${shown} is full: there is no room for its -shm file.`,
      hint: 'Free some space on that disk, then run again.',
    },
  ],
  [
    'SQLITE_IOERR',
    {
      code: 'DATABASE_UNREADABLE',
      says: (shown) => `The system reports an input/output error on ${shown}.`,
      hint: 'Check the disk and the path (a network share is no safe place for SQLite).',
    },
  ],
  [
    'SQLITE_READONLY',
    {
      code: 'DATABASE_READ_ONLY',
      says: (shown) => `${shown} can't be written by this user.`,
      hint: 'Check the permissions of the file and of its folder (SQLite writes a journal beside it).',
    },
  ],
  [
    'SQLITE_CANTOPEN',
    {
      code: 'DATABASE_UNREADABLE',
      says: (shown) => `${shown} can't be opened.`,
      hint: 'Check the permissions of the file and of its folder.',
    },
  ],
  [
    'SQLITE_PERM',
    { code: 'DATABASE_UNREADABLE', says: (shown) => `${shown} can't be opened by this user.`, hint: 'Check its permissions.' },
  ],
];

/** The error that tells of the file, where SQLite's error does; null where it is about a statement. */
export function fileError(error: unknown, shown: string): MigrationError | null {
  if (isDirectoryMissing(error)) return directoryMissing(error, shown);
  const code = meantCode(error);
  const found = code === null ? undefined : MEANINGS.find(([prefix]) => code.startsWith(prefix));
  if (found === undefined) return null;
  const [, meaning] = found;
  return new MigrationError(meaning.code, meaning.says(shown), { hint: meaning.hint, cause: error });
}

/** A header that asks for another schema format has no code of its own. */
function meantCode(error: unknown): string | null {
  const code = sqliteCode(error);
  return code === 'SQLITE_ERROR' && (error as Error).message === 'unsupported file format' ? 'SQLITE_CORRUPT' : code;
}

/** better-sqlite3 looks for the folder itself, and has no code for it. */
function isDirectoryMissing(error: unknown): boolean {
  return error instanceof TypeError && error.message === 'Cannot open database because the directory does not exist';
}

function directoryMissing(cause: unknown, shown: string): MigrationError {
  return new MigrationError('DIRECTORY_MISSING', `The folder of ${shown} does not exist.`, {
    hint: 'Create it, or correct the path in the config.',
    cause,
  });
}

/** As `fileError`, and whatever else was thrown stays what it was. */
export function explained(error: unknown, shown: string): unknown {
  return error instanceof MigrationError ? error : (fileError(error, shown) ?? error);
}
