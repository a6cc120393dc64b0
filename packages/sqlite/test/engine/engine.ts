import { makeMigrator, migrationsFolder, inDatabase, rowsOf, sqliteCatalog, temporaryFolder } from '@zepix/testkit';
import type { CatalogEntry, DatabaseSetup, Files, MigratorSetup, TemporaryFolder } from '@zepix/testkit';
import type { DatabaseReport, Migrator, Report, RunSettings, UpSettings } from '@zepix/migrations-core';
import { onTestFinished } from 'vitest';
import { sqliteDriver } from '../../src/index.js';

/** The engine over one database, `main.db`, with its migrations in `migrations/main`. Gone when the test ends. */
export interface Engine {
  readonly folder: TemporaryFolder;
  readonly file: string;
  readonly migrator: Migrator;
  /** Adds or replaces migration files. */
  readonly write: (files: Files) => void;
  readonly up: (settings?: UpSettings) => Promise<DatabaseReport>;
  /** Takes back with a yes to everything unless told otherwise. */
  readonly down: (settings?: UpSettings) => Promise<DatabaseReport>;
  readonly goto: (version: string, settings?: RunSettings) => Promise<DatabaseReport>;
  readonly plan: (settings?: UpSettings) => Promise<DatabaseReport>;
  readonly status: () => DatabaseReport;
  readonly verify: () => DatabaseReport;
  /** What somebody else does to the file: opens it, runs SQL, closes it. */
  readonly sql: (text: string) => void;
  readonly rows: (query: string) => unknown[];
  /** The schema without the engine's own tables. */
  readonly schema: () => readonly CatalogEntry[];
  /** Versions that stand in the ledger. */
  readonly applied: () => unknown[];
}

export function engine(migrations: Files, setup: Omit<DatabaseSetup, 'migrations'> = {}, parts: Partial<MigratorSetup> = {}): Engine {
  const { folder, migrator } = engines({ main: { ...setup, migrations } }, parts);
  const file = folder.file('main.db');
  const rows = (query: string): unknown[] => rowsOf(file, query);
  return {
    folder,
    file,
    migrator,
    rows,
    write: (files) => void migrationsFolder(folder, files),
    up: async (settings) => only(await migrator.up(settings)),
    down: async (settings) => only(await migrator.down({ approval: 'all', ...settings })),
    goto: async (version, settings) => only(await migrator.goto(version, { approval: 'all', ...settings })),
    plan: async (settings) => only(await migrator.plan(settings)),
    status: () => only(migrator.status()),
    verify: () => only(migrator.verify()),
    sql: (text) => inDatabase(file, (database) => void database.exec(text)),
    schema: () => sqliteCatalog(file).filter(({ table }) => !table.startsWith('schema_migrations')),
    applied: () => rows('SELECT version FROM schema_migrations ORDER BY CAST(version AS INTEGER)').flat(),
  };
}

/** The engine over several databases, by name. */
export function engines(
  databases: Readonly<Record<string, DatabaseSetup>>,
  parts: Partial<MigratorSetup> = {},
): { readonly folder: TemporaryFolder; readonly migrator: Migrator } {
  const folder = temporaryFolder(onTestFinished);
  return { folder, migrator: makeMigrator(folder, { driver: sqliteDriver(), ...parts, databases }) };
}

/** The one database of a report. @throws Error when the report is about another number of them */
export function only(report: Report): DatabaseReport {
  const [database, ...more] = report.databases;
  if (database === undefined || more.length > 0) throw new Error(`not one database: ${JSON.stringify(report.error)}`);
  return database;
}

/** Direction, version and status of every step, in one word each: `up 001 applied`. */
export function steps({ ran }: DatabaseReport): string[] {
  return ran.map(({ direction, version, status }) => `${direction} ${version} ${status}`);
}
