import { MigrationError } from '../kernel/error.js';
import type { Database } from '../config/database.js';
import { journalOf } from '../files/formats/drizzle.js';
import { readJournal, withEntry } from '../files/formats/journal.js';
import type { Listing, RawFile } from '../files/source.js';
import { decode } from '../files/text.js';
import type { SchemaDraft } from '../ports/declared.js';
import { sentence, snakeCase } from './file-name.js';
import type { GeneratedFiles } from './generated-files.js';
import { bodyOf, wayBackOf } from './generated-files.js';
import type { NewMigrationOptions } from './new-migration.js';
import { placed } from './new-migration.js';
import { rollbackFile } from './template.js';
import type { NewFile } from './write-files.js';

/** What drizzle-kit's own migrator cuts scripts at. */
export const DRIZZLE_BREAKPOINT = '--> statement-breakpoint';

/**
 * A generated migration in the folder that drizzle-kit writes: its script, its entry in the journal, and drizzle-kit's own note of the
 * schema, so that drizzle-kit goes on from there; its rollback in `rollback/`. @throws MigrationError FORMAT_UNSUPPORTED, NAME_INVALID
 */
export function drizzleFiles(
  database: Database,
  options: Pick<NewMigrationOptions, 'name' | 'title'>,
  draft: SchemaDraft,
  snapshot: string | null,
  now: Date,
): GeneratedFiles {
  const listing = database.source.list();
  const journal = journalOf(listing);
  if (journal === undefined) throw withoutJournal(database);
  const name = snakeCase(options.name);
  const entries = readJournal(journal);
  const idx = Math.max(-1, ...entries.map((entry) => entry.idx)) + 1;
  const version = numberOf(idx, entries.at(-1)?.tag, now);
  const tag = `${version}_${name}`;
  const title = (options.title ?? sentence(name)).replaceAll(/\s+/g, ' ').trim();
  const header = `-- ${title}\n-- Foreign-Keys: OFF\n`;
  const before = entries.at(-1)?.tag;
  const note = snapshot === null ? null : withParent(snapshot, before === undefined ? null : noteOf(listing, before));
  return {
    version,
    up: { ...placed(database, `${tag}.sql`), text: `${header}${bodyOf({ ...draft, up: onlyWithoutForeignKeys(draft.up) })}` },
    down: {
      ...placed(database, 'rollback', rollbackFile({ version, name })),
      text: `-- Take back: ${title}\n${wayBackOf(draft, `${tag}.sql`)}`,
    },
    more: note === null ? [] : [{ ...placed(database, 'meta', `${prefixOf(tag)}_snapshot.json`), text: note }],
    replaced: [{ ...placed(database, 'meta', '_journal.json'), text: withEntry(journal, { idx, tag, when: now.getTime() }) }] as NewFile[],
  };
}

/**
 * drizzle's own migrator runs scripts with foreign keys on, where making a table anew would delete its children or point them elsewhere.
 * It can't run this statement, so it stops there and changes nothing.
 */
function onlyWithoutForeignKeys(up: string): string {
  if (!/^PRAGMA foreign_keys = OFF;/im.test(up)) return up;
  return `-- Makes a table anew, which drizzle's own migrator would do with foreign keys on: it stops here. Run it with this engine.
SELECT CASE WHEN (SELECT foreign_keys FROM pragma_foreign_keys) THEN RAISE(ABORT, 'foreign keys must be off') END;${DRIZZLE_BREAKPOINT}
${up}`;
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

function withoutJournal({ source: { shown } }: Database): MigrationError {
  return new MigrationError('FORMAT_UNSUPPORTED', `${shown} has no meta/_journal.json: this layout of drizzle-kit is read, not written.`, {
    hint: 'Make it with drizzle-kit generate; it is read and run from here all the same.',
    location: { file: shown, line: 1, column: 1, offset: 0 },
    dataState: 'Nothing was changed.',
  });
}
