import { dirname, relative } from 'node:path';
import { codeLoader } from '@zepix/migrations-code';
import { MigrationError, adHocDatabase, resolveConfig } from '@zepix/migrations-core';
import type { Database, MigratorParts } from '@zepix/migrations-core';
import { sqliteDriver } from '@zepix/migrations-sqlite';
import { readEnvironment } from './configuration/environment.js';
import { findConfig } from './configuration/find.js';
import { loadConfig } from './configuration/load.js';

/** What the wiring needs to know; plain JSON, so that it can be handed to the engine's process. */
export interface Setup {
  readonly options: Record<'config' | 'envFile' | 'database' | 'migrations', string | undefined>;
  readonly cwd: string;
}

/** The parts of the engine for the databases that the options name. @throws MigrationError CONFIG_…, USAGE */
export async function composeParts({ options, cwd }: Setup): Promise<MigratorParts> {
  return { databases: await findDatabases(options, cwd, process.env), driver: sqliteDriver(), code: codeLoader() };
}

type Environment = Readonly<Record<string, string | undefined>>;

async function findDatabases(options: Setup['options'], cwd: string, own: Environment): Promise<readonly Database[]> {
  const config = findConfig(options.config, cwd);
  const root = config === null ? cwd : dirname(config);
  const env = readEnvironment(options.envFile, root, cwd, own);
  const configured = async (): Promise<readonly Database[]> =>
    config === null ? [] : resolveConfig(await loadConfig(config), { root, cwd, env, file: relative(cwd, config) || config });
  if (options.database !== undefined) return [adHocDatabase(options.database, folderFor(options), cwd, await configured())];
  if (options.migrations !== undefined && config !== null) throw needsDatabase();
  if (config !== null) return configured();
  const url = env['DATABASE_URL'];
  if (url) return [adHocDatabase(url, options.migrations ?? 'migrations', cwd, [])];
  throw nothingConfigured(cwd);
}

function folderFor({ migrations }: Setup['options']): string {
  if (migrations !== undefined) return migrations;
  throw new MigrationError('USAGE', '--database needs --migrations: which folder belongs to that file?', {
    hint: 'Add --migrations DIR.',
    dataState: 'Nothing was changed.',
  });
}

function needsDatabase(): MigrationError {
  return new MigrationError('USAGE', '--migrations needs --database: which file does that folder belong to?', {
    hint: 'Add --database FILE.',
    dataState: 'Nothing was changed.',
  });
}

function nothingConfigured(cwd: string): MigrationError {
  return new MigrationError('CONFIG_NOT_FOUND', `There is no zepix.config.ts in ${cwd} or above.`, {
    hint: 'Write one, or name a database: --database app.db --migrations migrations.',
    dataState: 'Nothing was changed.',
  });
}
