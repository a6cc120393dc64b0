import { createMigrator, resolveConfig } from '@zepix/migrations-core';
import type { DatabaseReport, Migrator, MigratorParts, Report, RunEvent } from '@zepix/migrations-core';
import { sqliteDriver } from '../../src/index.js';
import { inDatabase, migrationsFolder, rowsOf, temporaryFolder } from '@zepix/testkit';
import type { Files, TemporaryFolder } from '@zepix/testkit';
import { onTestFinished } from 'vitest';
import { codeLoader } from '@zepix/migrations-code';

/** One database with migrations, some of them code, in a temporary folder. */
export interface Workplace {
  readonly folder: TemporaryFolder;
  readonly file: string;
  readonly migrator: Migrator;
  readonly events: readonly RunEvent[];
  readonly write: (files: Files) => void;
  readonly sql: (sql: string) => void;
  readonly rows: (sql: string) => unknown[];
}

export function workplace(
  files: Files,
  { sql, aliases = [], ...parts }: { readonly sql?: string; readonly aliases?: readonly string[] } & Partial<MigratorParts> = {},
): Workplace {
  const folder = temporaryFolder(onTestFinished);
  const file = folder.file('main.db');
  migrationsFolder(folder, files);
  const run = (text: string): void => inDatabase(file, (database) => void database.exec(text));
  if (sql !== undefined) run(sql);
  const events: RunEvent[] = [];
  const config = { databases: { main: { file: 'main.db', migrations: 'migrations/main', aliases } } };
  const databases = resolveConfig(config, { root: folder.path, cwd: folder.path, file: 'zepix.config.ts', env: {} });
  const observers = [{ emit: (event: RunEvent) => void events.push(event) }];
  const migrator = createMigrator({ databases, driver: sqliteDriver(), code: codeLoader(), observers, ...parts });
  return {
    folder,
    file,
    migrator,
    events,
    write: (more) => void migrationsFolder(folder, more),
    sql: run,
    rows: (text) => rowsOf(file, text),
  };
}

/** A migration in TypeScript with this body of `up` and, where given, of `down`. */
export function migration(up: string, down?: string, more = ''): string {
  const back = down === undefined ? '' : `\n  down(m) {\n    ${down}\n  },`;
  return `import { defineMigration, sql } from '@zepix/migrations-core';\n\nexport default defineMigration({\n  up(m) {\n    ${up}\n  },${back}${more}\n});\n`;
}

/** The one database of a report. */
export function only({ databases, error }: Report): DatabaseReport {
  const [first] = databases;
  if (first === undefined || databases.length !== 1)
    throw new Error(`The report has ${databases.length} databases: ${error?.message ?? ''}`);
  return first;
}

export const ALL = { approval: 'all', snapshot: false } as const;
