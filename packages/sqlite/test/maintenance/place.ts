import { readFileSync } from 'node:fs';
import type { DatabaseReport, Migrator, Report, ResultReport } from '@zepix/migrations-core';
import { inDatabase, makeMigrator, migrationsFolder, rowsOf, temporaryFolder } from '@zepix/testkit';
import type { Files, TemporaryFolder } from '@zepix/testkit';
import { onTestFinished } from 'vitest';
import { sqliteDriver } from '../../src/index.js';

/** The database `main` in a folder that is gone when the test ends. */
export interface Place {
  readonly folder: TemporaryFolder;
  readonly migrator: Migrator;
  readonly file: string;
  readonly rows: (sql: string) => unknown[];
  /** What somebody does behind the engine's back. */
  readonly behind: (sql: string) => void;
  readonly write: (files: Files) => void;
  readonly bytes: () => string;
  /** Names and versions of the history's events. */
  readonly events: () => unknown[];
  readonly details: (event: string) => unknown[];
}

export const ALL = { approval: 'all' } as const;

export function place(migrations: Files, sql?: string): Place {
  const folder = temporaryFolder(onTestFinished);
  const migrator = makeMigrator(folder, { driver: sqliteDriver(), databases: { main: { migrations, sql } } });
  const file = folder.file('main.db');
  const rows = (query: string): unknown[] => rowsOf(file, query);
  return {
    folder,
    migrator,
    file,
    rows,
    behind: (statements) => void inDatabase(file, (db) => db.exec(statements)),
    write: (files) => void migrationsFolder(folder, files),
    bytes: () => readFileSync(file).toString('base64'),
    events: () => rows('SELECT event, version FROM schema_migrations_history ORDER BY id'),
    details: (event) =>
      rows(`SELECT details FROM schema_migrations_history WHERE event = '${event}' ORDER BY id`).map(
        (row) => JSON.parse(String((row as unknown[])[0])) as unknown,
      ),
  };
}

/** The one database of a report. */
export function only({ databases }: Report): DatabaseReport {
  const [first] = databases;
  if (first === undefined || databases.length !== 1) throw new Error(`The report has ${databases.length} databases.`);
  return first;
}

/** What a call found or did. @throws Error when it has an error */
export function resultOf<R>(report: ResultReport<R>): R {
  if (report.result === null) throw new Error(JSON.stringify(report.error));
  return report.result;
}

export const ran = (report: Report): string[] =>
  only(report).ran.map(({ direction, version, status }) => `${direction} ${version} ${status}`);
