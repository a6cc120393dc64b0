import { codeLoader } from '@zepix/migrations-code';
import { MigrationError, adHocDatabase, extendOf, resolveConfig } from '@zepix/migrations-core';
import type { Database, Extend, MigratorParts } from '@zepix/migrations-core';
import { rollbacks, sqliteSafety } from '@zepix/migrations-rollback';
import { drizzleDeclarations } from '@zepix/migrations-drizzle';
import { sqliteDriver } from '@zepix/migrations-sqlite';
import type { Environment } from './environment.js';
import { readConfiguration } from './read.js';
import type { Setup } from './setup.js';

/** The parts of the engine for the databases that the options name; `env` is the process's environment. @throws MigrationError CONFIG_…, USAGE */
export async function composeParts(setup: Setup, env: Environment): Promise<MigratorParts> {
  const { databases, extend } = await findDatabases(setup, env);
  return {
    databases,
    driver: sqliteDriver({ readTimeoutMs: setup.readTimeoutMs, temporaryFolders: [env['SQLITE_TMPDIR'], env['TMPDIR']], extend }),
    code: codeLoader(),
    rollbacks: rollbacks(),
    safety: sqliteSafety(),
    declarations: drizzleDeclarations(),
  };
}

interface Found {
  readonly databases: readonly Database[];
  readonly extend?: Extend | undefined;
}

async function findDatabases(setup: Setup, own: Environment): Promise<Found> {
  const { options, cwd } = setup;
  const { path, root, env, shown, load } = readConfiguration(setup, own);
  const configured = async (): Promise<Found> => {
    if (path === null) return { databases: [] };
    const config = await load();
    return { databases: resolveConfig(config, { root, cwd, env, file: shown }), extend: extendOf(config, { file: shown }) };
  };
  if (options.database !== undefined) {
    const { databases: known, extend } = await configured();
    return { databases: [adHocDatabase(options.database, folderFor(options), cwd, known, options.format)], extend };
  }
  if (options.migrations !== undefined && path !== null) throw needsDatabase();
  if (options.format !== undefined && path !== null) throw formatNeedsDatabase();
  if (path !== null) return configured();
  const url = env['DATABASE_URL'];
  if (url) return { databases: [adHocDatabase(url, options.migrations ?? 'migrations', cwd, [], options.format)] };
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

function formatNeedsDatabase(): MigrationError {
  return new MigrationError('USAGE', '--format needs --database: which folder is of that format?', {
    hint: 'Write format: "…" beside the folder in the configuration, or add --database FILE --migrations DIR.',
    dataState: 'Nothing was changed.',
  });
}

function nothingConfigured(cwd: string): MigrationError {
  return new MigrationError('CONFIG_NOT_FOUND', `There is no zepix.config.ts in ${cwd} or above.`, {
    hint: 'Write one, or name a database: --database app.db --migrations migrations.',
    dataState: 'Nothing was changed.',
  });
}
