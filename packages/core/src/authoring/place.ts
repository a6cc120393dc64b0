import { basename } from 'node:path';
import type { Database } from '../config/database.js';
import type { Folder } from '../files/folder.js';
import { MANNERS } from '../files/formats/format.js';
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

/** Files of this engine do not belong into a folder that another tool writes. @throws MigrationError FORMAT_UNSUPPORTED */
export function refuseForeign({ format, shown }: Folder, command: 'new' | 'squash'): void {
  if (format === 'zepix') return;
  const { author } = MANNERS[format];
  const hint =
    command === 'new'
      ? `Make it with ${author}; it is read and run from here all the same.`
      : 'A squashed file is one of this engine: begin a folder of its own with "dump", and "baseline" the databases there.';
  throw new MigrationError('FORMAT_UNSUPPORTED', `${shown} is a folder of ${format}: no files of this engine are written there.`, {
    hint,
    location: { file: shown, line: 1, column: 1, offset: 0 },
    dataState: 'Nothing was changed.',
  });
}

/** How the `Database:` key of a header calls the database: its file where that is one of its names, otherwise its own name. */
export function headerName({ name, names, location }: Database): string {
  const file = basename(location.replaceAll('\\', '/'));
  return names.has(file.toLowerCase()) ? file : name;
}
