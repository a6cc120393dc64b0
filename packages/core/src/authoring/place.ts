import { basename } from 'node:path';
import type { Database } from '../config/database.js';
import { MigrationError } from '../kernel/error.js';

/** The folder that files of a database are written into. @throws MigrationError SOURCE_READ_ONLY where there is none */
export function folderOf({ name, source }: Database): string {
  if (source.path !== undefined) return source.path;
  throw new MigrationError(
    'SOURCE_READ_ONLY',
    `The migrations of ${name} are bundled (${source.shown}): there is no folder to write into.`,
    {
      hint: 'Run this where they lie in a folder, and bundle them again.',
      dataState: 'Nothing was changed.',
    },
  );
}

/** How the `Database:` key of a header calls the database: its file where that is one of its names, otherwise its own name. */
export function headerName({ name, names, location }: Database): string {
  const file = basename(location.replaceAll('\\', '/'));
  return names.has(file.toLowerCase()) ? file : name;
}
