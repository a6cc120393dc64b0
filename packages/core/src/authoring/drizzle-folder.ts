import type { Database } from '../config/database.js';
import { migrationFolders } from '../files/formats/folders.js';
import type { Listing } from '../files/source.js';
import { decode } from '../files/text.js';
import type { Renaming } from '../ports/declared.js';
import type { Drafted } from './drafted.js';
import { drizzleScripts } from './drizzle-script.js';
import { nextVersion, snakeCase } from './file-name.js';
import type { GeneratedFiles } from './generated-files.js';
import { placed } from './new-migration.js';
import type { NewMigrationOptions } from './new-migration.js';
import { rollbackFile } from './template.js';

/** drizzle-kit's note of a schema, as far as it is changed here. */
interface Note {
  readonly id?: unknown;
  readonly prevIds?: unknown;
}

/** As drizzle-kit 1 lays a migration out: `yyyymmddHHMMSS_name/` with `migration.sql` and `snapshot.json`. */
export function folderFiles(
  database: Database,
  listing: Listing,
  { name: wanted, title }: Pick<NewMigrationOptions, 'name' | 'title'>,
  { draft, note, renames }: Drafted,
  now: Date,
): GeneratedFiles {
  const name = snakeCase(wanted);
  const folders = migrationFolders(listing);
  const versions = folders.flatMap((folder) => /^\d+/.exec(folder.name)?.[0] ?? []);
  const version = nextVersion(versions, now, true);
  const folder = `${version}_${name}`;
  const { up, down } = drizzleScripts(draft, name, title, `${folder}/migration.sql`);
  const text =
    note === null
      ? null
      : JSON.stringify({ ...(JSON.parse(note.text) as object), prevIds: leaves(listing), renames: renamesIn(renames) }, null, 2);
  return {
    version,
    up: { ...placed(database, folder, 'migration.sql'), text: up },
    down: { ...placed(database, 'rollback', rollbackFile({ version, name })), text: down },
    more: text === null ? [] : [{ ...placed(database, folder, 'snapshot.json'), text }],
    replaced: [],
  };
}

/** What stands before the first. */
const ORIGIN = '00000000-0000-0000-0000-000000000000';

/** The notes are a tree, each naming those before it: the ones that none names. */
function leaves(listing: Listing): readonly string[] {
  const notes = migrationFolders(listing).flatMap((folder): readonly Note[] => {
    const file = folder.files().find(({ name }) => name === 'snapshot.json');
    return file === undefined ? [] : [JSON.parse(decode(file.bytes(), file.shown)) as Note];
  });
  const named = new Set(notes.flatMap(({ prevIds }) => (Array.isArray(prevIds) ? (prevIds as unknown[]) : [])));
  const open = notes.flatMap(({ id }) => (typeof id === 'string' && !named.has(id) ? id : []));
  return open.length === 0 ? [ORIGIN] : open;
}

/** Renames as drizzle-kit notes them: tables, then columns under their tables' new names. */
function renamesIn(renames: readonly Renaming[]): readonly string[] {
  const now = (table: string): string => renames.find((one) => one.column === undefined && one.table === table)?.to ?? table;
  const tables = renames.flatMap(({ table, column, to }) => (column === undefined ? `${table}->${to}` : []));
  const columns = renames.flatMap(({ table, column, to }) => (column === undefined ? [] : `${now(table)}.${column}->${now(table)}.${to}`));
  return [...tables, ...columns];
}
