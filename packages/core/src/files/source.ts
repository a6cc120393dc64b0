import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import { basename, join } from 'node:path';
import { MigrationError } from '../kernel/error.js';
import type { CodeLoader } from '../ports/code.js';
import type { FormatName } from './formats/format.js';

/** A file that may be a migration. */
export interface RawFile {
  /** The file's own name. */
  readonly name: string;
  /** For messages: the path as a user would type it. */
  readonly shown: string;
  /** Absolute; absent for what lies on no disk. */
  readonly path?: string | undefined;
  bytes(): Uint8Array;
  /** Its text where it can be had in one step and is beyond doubt valid UTF-8; null where the bytes have to be looked at. */
  text?(): string | null;
}

/** A folder inside a place for migrations. */
export interface Subfolder {
  readonly name: string;
  readonly shown: string;
  /** Its files, sorted by name. */
  files(): readonly RawFile[];
}

/** What a place for migrations holds: the files themselves, and those of its `rollback/`. Sorted by name. */
export interface Listing {
  readonly files: readonly RawFile[];
  readonly rollbacks: readonly RawFile[];
  /** All its folders; a place without them can't hold migrations of tools that make a folder for each. */
  readonly folders?: readonly Subfolder[];
}

/** Where migrations come from: a folder, or whatever else can list files. */
export interface MigrationSource {
  readonly shown: string;
  /** The last part of the path (`combined_v3`), by which headers and filters may name the database. */
  readonly name: string;
  /** The folder's absolute path, for those who write into it; absent where there is none. */
  readonly path?: string;
  /** Reads and runs its migrations that are code; without it they are refused. */
  readonly code?: CodeLoader | undefined;
  /** By whose conventions it is read; recognised where nobody says. */
  readonly format?: FormatName | undefined;
  /** @throws MigrationError FOLDER_MISSING, FILE_UNREADABLE */
  list(): Listing;
}

/** A folder of migrations with its `rollback/` beside them. */
export function folderSource(path: string, shown: string): MigrationSource {
  return {
    shown,
    name: basename(path),
    path,
    list: () => {
      const entries = entriesOf(path, shown);
      if (entries === null) throw missingFolder(path, shown);
      return {
        files: filesAmong(entries, path, shown),
        rollbacks: listFiles(join(path, 'rollback'), join(shown, 'rollback')),
        folders: foldersAmong(entries, path, shown),
      };
    },
  };
}

/** Null where there is no such folder. */
function entriesOf(path: string, shown: string): readonly Dirent[] | null {
  try {
    return readdirSync(path, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw unreadable(shown, cause);
  }
}

function listFiles(path: string, shown: string): readonly RawFile[] {
  return filesAmong(entriesOf(path, shown) ?? [], path, shown);
}

function filesAmong(entries: readonly Dirent[], path: string, shown: string): readonly RawFile[] {
  const [inPath, inShown] = [beginningIn(path), beginningIn(shown)];
  return entries
    .filter((entry) => entry.isFile() || (entry.isSymbolicLink() && isFile(join(path, entry.name))))
    .map(({ name }) => ({
      name,
      shown: inShown + name,
      path: inPath + name,
      bytes: () => readable(inShown + name, () => readFileSync(inPath + name)),
      text: () => readable(inShown + name, () => undoubted(readFileSync(inPath + name, 'utf8'))),
    }));
}

/** What the path of every file in a folder begins with: joining takes longer than reading where there are thousands. */
function beginningIn(folder: string): string {
  return join(folder, 'x').slice(0, -1);
}

/** Bytes that are no UTF-8 are read as this character. A file that holds it itself is read again, more slowly. */
function undoubted(text: string): string | null {
  return text.includes('\ufffd') ? null : text;
}

function foldersAmong(entries: readonly Dirent[], path: string, shown: string): readonly Subfolder[] {
  return entries
    .filter((entry) => entry.isDirectory() || (entry.isSymbolicLink() && !isFile(join(path, entry.name))))
    .map(({ name }) => ({ name, shown: join(shown, name), files: () => listFiles(join(path, name), join(shown, name)) }));
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function readable<R>(shown: string, read: () => R): R {
  try {
    return read();
  } catch (cause) {
    throw unreadable(shown, cause);
  }
}

function unreadable(shown: string, cause: unknown): MigrationError {
  if ((cause as NodeJS.ErrnoException).code === 'ENOTDIR') {
    return new MigrationError('FILE_UNREADABLE', `${shown} is a file, not a folder of migrations.`, {
      hint: 'Name the folder that the migrations are in.',
      dataState: 'Nothing was changed.',
    });
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new MigrationError('FILE_UNREADABLE', `${shown} can't be read: ${reason}`, {
    hint: 'Check that it exists and that this user may read it.',
    dataState: 'Nothing was changed.',
    cause,
  });
}

function missingFolder(path: string, shown: string): MigrationError {
  return new MigrationError('FOLDER_MISSING', `The migrations folder ${shown} does not exist.`, {
    hint: `Looked at ${path}. Correct "migrations" in the config (or --migrations), or create the folder.`,
    dataState: 'Nothing was changed.',
  });
}
