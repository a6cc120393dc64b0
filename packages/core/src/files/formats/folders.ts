import type { MigrationError } from '../../kernel/error.js';
import type { Version } from '../../kernel/version.js';
import type { Listing, RawFile, Subfolder } from '../source.js';
import { invalidFormat, strangeName } from './errors.js';
import type { Adopted } from './format.js';
import type { Findings, Found } from './found.js';
import { wholeScript, wholeWayBack } from './script-files.js';

/** How a tool lays out a folder for each migration. */
export interface FolderLayout {
  readonly up: string;
  readonly down: string | null;
  /** Version and name are its two groups. */
  readonly pattern: RegExp;
  readonly named: string;
  /** The version, of the first group. */
  version(digits: string): Version;
  adopted(files: readonly RawFile[], problems: MigrationError[]): Adopted;
}

/** `NNN_name/migration.sql`, with no way back: what drizzle-kit and Prisma write. */
export function numberedFolders(adopted: Adopted): FolderLayout {
  return {
    up: 'migration.sql',
    down: null,
    pattern: /^(\d+)[_-](.*)$/,
    named: 'NNN_name',
    version: (digits) => digits,
    adopted: () => adopted,
  };
}

/** The folders that may be migrations: not those that hold something else by their name. */
export function migrationFolders({ folders = [] }: Listing): readonly Subfolder[] {
  return folders.filter(({ name }) => !/^(?:\.|meta$|rollback$|squashed$|node_modules$)/.test(name));
}

/** Reads a folder per migration, in the order of their names. */
export function readFolders(listing: Listing, layout: FolderLayout): Findings {
  const problems: MigrationError[] = [];
  const found = migrationFolders(listing).flatMap((folder) => readOne(folder, layout, problems) ?? []);
  return { found, problems };
}

function readOne(folder: Subfolder, layout: FolderLayout, problems: MigrationError[]): Found | null {
  const files = folder.files();
  const script = files.find(({ name }) => name === layout.up);
  const [, digits, name = ''] = layout.pattern.exec(folder.name) ?? [];
  if (digits === undefined && script === undefined) return null;
  if (digits === undefined) problems.push(strangeName(folder.shown, layout.named));
  else if (script === undefined) {
    problems.push(invalidFormat(folder.shown, `${folder.shown} holds no ${layout.up}.`, 'Bring the file back, or remove the folder.'));
  } else {
    const adopted = layout.adopted(files, problems);
    const back = layout.down === null ? undefined : files.find((file) => file.name === layout.down);
    const version = layout.version(digits);
    return { version, name, up: wholeScript(script, adopted, problems), down: wholeWayBack(back, adopted, problems) };
  }
  return null;
}
