import type { Migrator, Report, RunSettings } from '@zepix/migrations-core';
import { sqliteDriver } from '@zepix/migrations-sqlite';
import { inDatabase, makeMigrator, temporaryFolder } from '@zepix/testkit';
import type { Files, JournalMode } from '@zepix/testkit';
import { onTestFinished } from 'vitest';
import { rollbacks, sqliteSafety } from '../src/index.js';
import { contents } from './contents.js';

/** A database with migrations and the engine over it, everything preserved. Gone when the test ends. */
export interface Workplace {
  readonly file: string;
  readonly migrator: Migrator;
  /** @throws Error when the report is not ok */
  readonly up: (settings?: RunSettings) => Promise<Report>;
  readonly down: (settings?: RunSettings) => Promise<Report>;
  readonly redo: (settings?: RunSettings) => Promise<Report>;
  /** What the application does meanwhile. */
  readonly write: (sql: string) => void;
  readonly contents: () => ReturnType<typeof contents>;
  readonly rows: (sql: string) => unknown[];
}

const QUIET: RunSettings = { snapshot: false };

interface Settings {
  readonly journalMode?: JournalMode;
  /** 0: rows are noted one by one, however few there are. */
  readonly copiesUpTo?: number;
}

/** `start`: SQL that is there before the first migration. */
export function workplace(start: string, migrations: Files, { journalMode = 'wal', copiesUpTo }: Settings = {}): Workplace {
  const folder = temporaryFolder(onTestFinished);
  const file = folder.file('main.db');
  const migrator = makeMigrator(folder, {
    driver: sqliteDriver(),
    safety: sqliteSafety(copiesUpTo === undefined ? {} : { copiesUpTo }),
    rollbacks: rollbacks(),
    databases: { main: { migrations, sql: start, journalMode } },
  });
  const write = (sql: string): void => inDatabase(file, (db) => void db.exec(sql));
  return {
    file,
    migrator,
    up: async (settings) => ok(await migrator.up({ ...QUIET, ...settings })),
    down: async (settings) => ok(await migrator.down({ ...QUIET, ...settings })),
    redo: async (settings) => ok(await migrator.redo({ ...QUIET, ...settings })),
    write,
    contents: () => contents(file),
    rows: (sql) => inDatabase(file, (db) => db.prepare(sql).raw().all()),
  };
}

function ok(report: Report): Report {
  if (report.ok) return report;
  throw new Error(JSON.stringify(report.error ?? report.databases.map(({ error, planned }) => ({ error, planned })), null, 2));
}
