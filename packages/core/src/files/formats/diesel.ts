import type { MigrationError } from '../../kernel/error.js';
import type { Listing, RawFile } from '../source.js';
import { readFolders } from './folders.js';
import type { FolderLayout } from './folders.js';
import type { Adopted } from './format.js';
import type { Findings } from './found.js';
import { textOf } from './script-files.js';

const LAYOUT: FolderLayout = {
  up: 'up.sql',
  down: 'down.sql',
  pattern: /^(\d[\d-]*)_(.*)$/,
  named: 'YYYY-MM-DD-HHMMSS_name',
  version: wholeTime,
  adopted: optionsOf,
};

/** Reads `YYYY-MM-DD-HHMMSS_name/up.sql` and `down.sql` (https://docs.rs/diesel_migrations). */
export function readDiesel(listing: Listing): Findings {
  return readFolders(listing, LAYOUT);
}

const TIME_DIGITS = 14;

/** Diesel compares versions as text, where a day comes before the times on it: as a number that takes all the digits. */
function wholeTime(digits: string): string {
  const plain = digits.replaceAll('-', '');
  return plain.length >= 8 ? plain.padEnd(TIME_DIGITS, '0') : plain;
}

/** What `metadata.toml` says beside the scripts. */
function optionsOf(files: readonly RawFile[], problems: MigrationError[]): Adopted {
  const metadata = files.find(({ name }) => name === 'metadata.toml');
  const text = metadata === undefined ? null : textOf(metadata, problems);
  return { format: 'diesel', transactional: text === null || !/^\s*run_in_transaction\s*=\s*false\b/m.test(text) };
}
