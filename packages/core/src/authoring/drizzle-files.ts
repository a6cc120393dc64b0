import type { Database } from '../config/database.js';
import { journalOf } from '../files/formats/drizzle.js';
import { migrationFolders } from '../files/formats/folders.js';
import type { Listing } from '../files/source.js';
import { MigrationError } from '../kernel/error.js';
import type { DeclaredNote } from '../ports/declared.js';
import type { Drafted } from './drafted.js';
import { folderFiles } from './drizzle-folder.js';
import { journalFiles } from './drizzle-journal.js';
import type { GeneratedFiles } from './generated-files.js';
import type { NewMigrationOptions } from './new-migration.js';

/**
 * A generated migration in the folder that drizzle-kit writes, in the layout that it has: its script and drizzle-kit's own note of the
 * schema, so that drizzle-kit goes on from there; its rollback in `rollback/`.
 * @throws MigrationError FORMAT_INVALID, FORMAT_UNSUPPORTED where the installed drizzle-kit has another layout, NAME_INVALID
 */
export function drizzleFiles(
  database: Database,
  options: Pick<NewMigrationOptions, 'name' | 'title'>,
  drafted: Drafted,
  now: Date,
): GeneratedFiles {
  const listing = database.source.list();
  const layout = layoutOf(listing) ?? drafted.note?.layout ?? 'journal';
  if (drafted.note !== null && drafted.note.layout !== layout) throw otherLayout(database, layout);
  return (layout === 'journal' ? journalFiles : folderFiles)(database, listing, options, drafted, now);
}

/** Null for a folder that holds nothing yet. */
function layoutOf(listing: Listing): DeclaredNote['layout'] | null {
  if (journalOf(listing) !== undefined) return 'journal';
  return migrationFolders(listing).some((folder) => folder.files().some(({ name }) => name === 'migration.sql')) ? 'folders' : null;
}

const INSTALLED = {
  journal: 'meta/_journal.json, as drizzle-kit 0.x writes it, but a drizzle-kit 1 is installed',
  folders: 'a folder for each migration, as drizzle-kit 1 writes them, but a drizzle-kit 0.x is installed',
} as const;

const WAY_ON = {
  journal:
    'Install drizzle-kit 0.31 again; or, with drizzle-kit 1, bring the folder to its layout (npx drizzle-kit up), after which its migrations have other numbers: repair, and baseline the newest.',
  folders: 'Install the drizzle-kit and drizzle-orm 1 that the folder was written with.',
} as const;

/** What drizzle-kit notes of a schema differs between the two: neither could go on from a note of the other. */
function otherLayout({ source: { shown } }: Database, layout: DeclaredNote['layout']): MigrationError {
  return new MigrationError('FORMAT_UNSUPPORTED', `${shown} has ${INSTALLED[layout]}.`, {
    hint: WAY_ON[layout],
    location: { file: shown, line: 1, column: 1, offset: 0 },
    dataState: 'Nothing was changed.',
  });
}
