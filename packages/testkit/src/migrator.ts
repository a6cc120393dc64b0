import { createMigrator, resolveConfig } from '@zepix/migrations-core';
import type { DatabaseDefinition, Migrator, MigratorParts } from '@zepix/migrations-core';
import { inDatabase } from './database.js';
import type { JournalMode } from './database.js';
import { writeFiles } from './folder.js';
import type { Files, TemporaryFolder } from './folder.js';

/** One database of a test. All but `migrations` may be left out. */
export interface DatabaseSetup {
  /** Absent: the folder of migrations is not made. */
  readonly migrations?: Files | undefined;
  /** Run on the file before anything else. Without it and `journalMode` the database is missing. */
  readonly sql?: string | undefined;
  /** Makes the file, empty but in this mode. */
  readonly journalMode?: JournalMode | undefined;
  /** More of its configuration; `file` and `migrations` may be given otherwise, too. */
  readonly config?: Partial<DatabaseDefinition> | undefined;
}

/** What `makeMigrator` needs besides the folder. */
export interface MigratorSetup extends Omit<MigratorParts, 'databases'> {
  /** By name: database `x` is the file `x.db` with its migrations in `migrations/x`. */
  readonly databases: Readonly<Record<string, DatabaseSetup>>;
}

/** A migrator over databases in a temporary folder. Paths in its messages are relative to that folder. */
export function makeMigrator(folder: TemporaryFolder, { databases, ...parts }: MigratorSetup): Migrator {
  const definitions = Object.entries(databases).map(([name, setup]) => [name, prepare(folder, name, setup)]);
  const config = { databases: Object.fromEntries(definitions) as Record<string, DatabaseDefinition> };
  const around = { root: folder.path, cwd: folder.path, file: 'zepix.config.ts', env: {} };
  return createMigrator({ ...parts, databases: resolveConfig(config, around) });
}

/** Writes migrations as `makeMigrator` expects them: for database `main` unless named. */
export function migrationsFolder(folder: TemporaryFolder, files: Files, database = 'main'): string {
  const path = folder.file('migrations', database);
  writeFiles(path, files);
  return path;
}

function prepare(folder: TemporaryFolder, name: string, { migrations, sql, journalMode, config }: DatabaseSetup): DatabaseDefinition {
  if (migrations !== undefined) migrationsFolder(folder, migrations, name);
  if (sql !== undefined || journalMode !== undefined) {
    inDatabase(folder.file(`${name}.db`), (database) => {
      if (journalMode !== undefined) database.pragma(`journal_mode = ${journalMode}`);
      if (sql !== undefined) database.exec(sql);
    });
  }
  return { file: `${name}.db`, migrations: `migrations/${name}`, ...config };
}
