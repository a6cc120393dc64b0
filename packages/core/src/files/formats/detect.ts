import { MigrationError } from '../../kernel/error.js';
import type { Listing, RawFile } from '../source.js';
import { looksLikeDbmate } from './dbmate.js';
import { journalOf } from './drizzle.js';
import { looksLikeFlyway } from './flyway.js';
import { migrationFolders } from './folders.js';
import type { FormatName } from './format.js';
import { looksLikeGolangMigrate } from './golang-migrate.js';
import { looksLikeGoose } from './goose.js';
import { isSql } from './script-files.js';

/** Tells by whose conventions a folder is written. @throws MigrationError FORMAT_AMBIGUOUS where it could be those of several */
export function detectFormat(listing: Listing, shown: string): FormatName {
  const signs = new Map<FormatName, string>([...byText(listing.files), ...byFolders(listing)]);
  if (journalOf(listing) !== undefined) signs.set('drizzle', 'meta/_journal.json');
  if (looksLikeFlyway(listing.files)) signs.set('flyway', 'names such as V1__name.sql');
  if (signs.size === 0 && looksLikeGolangMigrate(listing.files)) {
    signs.set('golang-migrate', 'every name ends in .up.sql or .down.sql');
    const own = listing.files.find((raw) => isSql(raw) && hasOwnHeader(raw));
    // rollback/ tells nothing: "rollback generate" writes it into every folder.
    if (own !== undefined) signs.set('zepix', `the header of ${own.shown}`);
  }
  const [only, second] = signs.keys();
  if (second === undefined) return only ?? 'zepix';
  throw ambiguous(signs, shown);
}

function byText(files: readonly RawFile[]): [FormatName, string][] {
  const signs: [FormatName, string][] = [];
  for (const raw of files.filter(isSql)) {
    const text = peek(raw);
    if (text.includes('migrate:up') && looksLikeDbmate(plain(text))) signs.push(['dbmate', `"-- migrate:up" in ${raw.shown}`]);
    if (text.includes('+goose') && looksLikeGoose(plain(text))) signs.push(['goose', `"-- +goose Up" in ${raw.shown}`]);
  }
  return signs;
}

function byFolders(listing: Listing): [FormatName, string][] {
  const signs: [FormatName, string][] = [];
  const isPrisma = listing.files.some(({ name }) => name === 'migration_lock.toml');
  if (isPrisma) signs.push(['prisma', 'migration_lock.toml']);
  let unsaid: string | null = null;
  for (const folder of migrationFolders(listing)) {
    const names = new Set(folder.files().map(({ name }) => name));
    if (names.has('up.sql')) signs.push(['diesel', `${folder.shown}/up.sql`]);
    if (names.has('migration.sql')) {
      if (names.has('snapshot.json')) signs.push(['drizzle', `${folder.shown}/snapshot.json`]);
      else unsaid = `${folder.shown}/migration.sql`;
    }
  }
  const told = signs.some(([format]) => format === 'prisma' || format === 'drizzle');
  return unsaid === null || told ? signs : [...signs, ['prisma', unsaid], ['drizzle', unsaid]];
}

/** The marks are ASCII: where the text is in doubt, every byte as a character is enough to see them. What can't be read is told by those who need it. */
function peek(raw: RawFile): string {
  try {
    return raw.text?.() ?? Buffer.from(raw.bytes()).toString('latin1');
  } catch {
    return '';
  }
}

/** Without a BOM, whichever way it was read. */
function plain(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(/^(?:\ufeff|\u00ef\u00bb\u00bf)/, '');
}

/** Header lines that only this engine gives a meaning: to read the file by other conventions would ignore them without a word. */
function hasOwnHeader(raw: RawFile): boolean {
  return /^\s*--\s*(?:Migration|Transaction|Foreign-Keys|Requires|Reversible|assert)\s*:/im.test(plain(peek(raw)));
}

function ambiguous(signs: ReadonlyMap<FormatName, string>, shown: string): MigrationError {
  const list = [...signs].map(([format, sign]) => `${format} (${sign})`).join(', ');
  return new MigrationError('FORMAT_AMBIGUOUS', `${shown} could be a folder of several tools: ${list}.`, {
    hint: 'Say which: --format NAME, or "format" in the config.',
    location: { file: shown, line: 1, column: 1, offset: 0 },
    dataState: 'Nothing was changed.',
  });
}
