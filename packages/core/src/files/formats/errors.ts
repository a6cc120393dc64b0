import { MigrationError } from '../../kernel/error.js';
import type { Location } from '../../kernel/location.js';

const UNTOUCHED = 'Nothing was changed.';

function startOf(file: string): Location {
  return { file, line: 1, column: 1, offset: 0 };
}

/** The error of a folder or file that its own tool could not read either, or would read otherwise. */
export function invalidFormat(at: string | Location, message: string, hint: string): MigrationError {
  const location = typeof at === 'string' ? startOf(at) : at;
  return new MigrationError('FORMAT_INVALID', message, { location, hint, dataState: UNTOUCHED });
}

/** The error of what another tool can do and this engine can't. */
export function unsupportedFormat(at: string | Location, message: string, hint: string): MigrationError {
  const location = typeof at === 'string' ? startOf(at) : at;
  return new MigrationError('FORMAT_UNSUPPORTED', message, { location, hint, dataState: UNTOUCHED });
}

/** The error of a name from which no version can be read. */
export function strangeName(file: string, pattern: string): MigrationError {
  return new MigrationError('FILE_NAME_INVALID', `${file} is not named like a migration.`, {
    hint: `Name it ${pattern}, or move it out of the folder.`,
    location: startOf(file),
    dataState: UNTOUCHED,
  });
}
