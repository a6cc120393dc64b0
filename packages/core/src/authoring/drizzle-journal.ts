import type { Database } from '../config/database.js';
import { journalOf } from '../files/formats/drizzle.js';
import { EMPTY_JOURNAL, readJournal, withEntry } from '../files/formats/journal.js';
import type { Listing, RawFile } from '../files/source.js';
import { decode } from '../files/text.js';
import type { Drafted } from './drafted.js';
import { drizzleScripts } from './drizzle-script.js';
import { snakeCase } from './file-name.js';
import type { GeneratedFiles } from './generated-files.js';
import { placed } from './new-migration.js';
import type { NewMigrationOptions } from './new-migration.js';
import { rollbackFile } from './template.js';

/** As drizzle-kit lays a migration out up to 0.31: `NNNN_name.sql`, an entry in `meta/_journal.json`, and a note of the schema there. */
export function journalFiles(
  database: Database,
  listing: Listing,
  { name: wanted, title }: Pick<NewMigrationOptions, 'name' | 'title'>,
  { draft, note }: Drafted,
  now: Date,
): GeneratedFiles {
  const given = journalOf(listing);
  const place = placed(database, 'meta', '_journal.json');
  const journal = given ?? { name: '_journal.json', shown: place.shown, bytes: () => new TextEncoder().encode(EMPTY_JOURNAL) };
  const name = snakeCase(wanted);
  const entries = readJournal(journal);
  const idx = Math.max(-1, ...entries.map((entry) => entry.idx)) + 1;
  const before = entries.at(-1)?.tag;
  const version = numberOf(idx, before, now);
  const tag = `${version}_${name}`;
  const { up, down } = drizzleScripts(draft, name, title, `${tag}.sql`);
  const text = note === null ? null : withParent(note.text, before === undefined ? null : noteOf(listing, before));
  const written = { ...place, text: withEntry(journal, { idx, tag, when: now.getTime() }) };
  return {
    version,
    up: { ...placed(database, `${tag}.sql`), text: up },
    down: { ...placed(database, 'rollback', rollbackFile({ version, name })), text: down },
    more: [
      ...(text === null ? [] : [{ ...placed(database, 'meta', `${prefixOf(tag)}_snapshot.json`), text }]),
      ...(given === undefined ? [written] : []),
    ],
    replaced: given === undefined ? [] : [written],
  };
}

/** Numbers or times, as the folder has them. */
function numberOf(idx: number, last: string | undefined, now: Date): string {
  const digits = /^\d+/.exec(last ?? '')?.[0] ?? '';
  return digits.length >= 14 ? now.toISOString().slice(0, 19).replaceAll(/\D/g, '') : String(idx).padStart(4, '0');
}

function prefixOf(tag: string): string {
  return tag.split('_')[0] ?? tag;
}

/** drizzle-kit's note of the schema behind a migration. */
function noteOf({ folders = [] }: Listing, tag: string): RawFile | null {
  const files = folders.find(({ name }) => name === 'meta')?.files() ?? [];
  return files.find(({ name }) => name === `${prefixOf(tag)}_snapshot.json`) ?? null;
}

/** The notes are a chain: each names the one before it. */
function withParent(snapshot: string, before: RawFile | null): string {
  const note = JSON.parse(snapshot) as Record<string, unknown>;
  const { id } = before === null ? { id: undefined } : (JSON.parse(decode(before.bytes(), before.shown)) as { id?: unknown });
  return JSON.stringify(typeof id === 'string' ? { ...note, prevId: id } : note, null, 2);
}
