import type { MigrationError } from '../kernel/error.js';
import type { Version } from '../kernel/version.js';
import type { Adopted, FormatName } from './formats/format.js';
import type { Replaced } from './replaces.js';

/** A script on disk as it is hashed and run. */
export interface ScriptFile {
  /** For messages: the path as a user would type it. */
  readonly file: string;
  readonly text: string;
  /** SHA-256 of `text`; of a rollback's, without the line that records its proof. */
  readonly checksum: string;
  /** Set where it is code: the absolute path of its file, null for what a ledger holds. `text` then is one of a `CodeLoader`. */
  readonly code?: { readonly path: string | null } | undefined;
  /** Set where another tool's folder holds it, or where it was stored from one. */
  readonly adopted?: Adopted | undefined;
}

/** One migration of a folder. */
export interface MigrationFile extends ScriptFile {
  readonly version: Version;
  readonly name: string;
  /** Of code without a rollback file it is the migration itself, which may have a `down`: see `isOwnRollback`. */
  readonly rollback: ScriptFile | null;
  /** The migrations that this file stands for; only a squashed one has any. */
  readonly replaces?: readonly Replaced[];
}

/** A folder read whole: its migrations sorted by version, and everything that is wrong with its files. */
export interface Folder {
  readonly shown: string;
  /** Whose conventions it was read by, and whether somebody named them or they were recognised. */
  readonly format: FormatName;
  readonly detected: boolean;
  readonly migrations: readonly MigrationFile[];
  readonly problems: readonly MigrationError[];
}

/** Whether what takes a migration back is its own code. */
export function isOwnRollback(file: MigrationFile): boolean {
  return file.code !== undefined && file.rollback?.file === file.file;
}
