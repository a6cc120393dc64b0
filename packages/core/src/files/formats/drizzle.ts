import type { MigrationError } from '../../kernel/error.js';
import type { Listing, RawFile } from '../source.js';
import { invalidFormat } from './errors.js';
import { numberedFolders, readFolders } from './folders.js';
import type { Adopted } from './format.js';
import type { Findings, Found } from './found.js';
import { readJournal } from './journal.js';
import type { JournalEntry } from './journal.js';
import { isSql, wholeScript } from './script-files.js';

const ADOPTED: Adopted = { format: 'drizzle', transactional: true };
const LAYOUT = numberedFolders(ADOPTED);

/** The journal of the layout that has one. */
export function journalOf({ folders = [] }: Listing): RawFile | undefined {
  return folders
    .find(({ name }) => name === 'meta')
    ?.files()
    .find(({ name }) => name === '_journal.json');
}

/**
 * Reads what drizzle-kit generates: `NNNN_name.sql` in the order of `meta/_journal.json`, or a folder with `migration.sql` and
 * `snapshot.json` for each (https://orm.drizzle.team/docs/drizzle-kit-generate). @throws MigrationError FORMAT_INVALID, FORMAT_UNSUPPORTED
 */
export function readDrizzle(listing: Listing): Findings {
  const journal = journalOf(listing);
  return journal === undefined ? readFolders(listing, LAYOUT) : readJournalled(listing, journal);
}

function readJournalled({ files }: Listing, journal: RawFile): Findings {
  const problems: MigrationError[] = [];
  const own = new Map(files.filter(isSql).map((raw) => [raw.name, raw]));
  const found: Found[] = [];
  for (const entry of readJournal(journal)) {
    const raw = own.get(`${entry.tag}.sql`);
    own.delete(`${entry.tag}.sql`);
    if (raw === undefined) problems.push(noFile(journal, entry));
    else found.push({ ...numbered(entry), up: wholeScript(raw, ADOPTED, problems), down: null });
  }
  return { found, problems: [...problems, ...[...own.values()].map((raw) => notListed(journal, raw))] };
}

/**
 * The tag's own digits where they are its place in the journal, or a time; otherwise (a prefix of another kind, none, or a number given
 * twice and mended in the journal alone) the place. It hangs on nothing but the entry, so that it never changes.
 */
function numbered({ idx, tag }: JournalEntry): { version: string; name: string } {
  const [, digits = '', name = ''] = /^(\d+)[_-](.*)$/.exec(tag) ?? [];
  const isOwn = digits !== '' && (digits.length >= 8 || Number(digits) === idx);
  return isOwn ? { version: digits, name } : { version: String(idx).padStart(4, '0'), name: tag };
}

function noFile({ shown }: RawFile, { tag }: JournalEntry): MigrationError {
  return invalidFormat(shown, `${shown} lists ${tag}, but there is no ${tag}.sql.`, 'Bring the file back from version control.');
}

function notListed(journal: RawFile, { shown }: RawFile): MigrationError {
  const hint = 'Move it out of the folder, or have drizzle-kit make it: generate --custom writes an empty one with its entry.';
  return invalidFormat(shown, `${shown} is not in ${journal.shown}: drizzle would not run it.`, hint);
}
