import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { createMigrator, resolveConfig, startEngine } from '@zepix/migrations-core';
import type { Engine, EngineOptions, Migrator, RunEvent } from '@zepix/migrations-core';
import { migrationsFolder, rowsOf, temporaryFolder } from '@zepix/testkit';
import type { Files, TemporaryFolder } from '@zepix/testkit';
import { expect, onTestFinished, vi } from 'vitest';
import { sqliteDriver } from '../../src/index.js';
import type { Setup } from './programs/engine.js';

/** A folder with the database `main` and its migrations, and engines over it that are gone when the test ends. */
export interface Place {
  readonly folder: TemporaryFolder;
  readonly file: string;
  readonly setup: Setup;
  readonly start: (more?: Partial<Setup>, options?: Partial<EngineOptions>) => Engine;
  /** The same databases without a process of their own. */
  readonly migrator: () => Migrator;
  readonly rows: (sql: string) => unknown[];
  /** The pid of the engine that began last. */
  readonly pid: () => number;
  /** What the engines left in the folder for temporary files. */
  readonly leftovers: () => string[];
}

export function place(entry: string, migrations: Files): Place {
  const folder = temporaryFolder(onTestFinished);
  const config = { databases: { main: { file: 'main.db', migrations: 'migrations/main' } } };
  const setup = { root: folder.path, config };
  const temporary = folder.file('tmp');
  mkdirSync(temporary);
  vi.stubEnv('TMPDIR', temporary);
  onTestFinished(() => void vi.unstubAllEnvs());
  migrationsFolder(folder, migrations);
  return {
    folder,
    file: folder.file('main.db'),
    setup,
    start: (more, options) => {
      const engine = startEngine({ entry, setup: { ...setup, ...more }, ...options });
      onTestFinished(async () => {
        engine.kill();
        await engine.close();
      });
      return engine;
    },
    migrator: () => {
      const around = { root: folder.path, cwd: folder.path, file: 'zepix.config.ts', env: {} };
      return createMigrator({ databases: resolveConfig(config, around), driver: sqliteDriver() });
    },
    rows: (sql) => rowsOf(folder.file('main.db'), sql),
    pid: () => Number(readFileSync(folder.file('engine.pid'), 'utf8')),
    leftovers: () => readdirSync(temporary),
  };
}

/** Waits until a process is gone. */
export async function gone(pid: number): Promise<void> {
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 20_000 });
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Resolves at the first event of that name. @throws Error when the engine is gone before */
export async function saw(engine: Engine, name: RunEvent['event'], isIt: (event: RunEvent) => boolean = () => true): Promise<RunEvent> {
  for await (const event of engine.events()) if (event.event === name && isIt(event)) return event;
  throw new Error(`The engine was gone before ${name}.`);
}

/** A statement that takes a moment: long enough for a message to arrive while others like it follow. */
export const MOMENT = 'INSERT INTO t WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 200000) SELECT max(i) FROM n;\n';
/** Longer than anybody waits, in one statement. */
export const ENDLESS = 'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) INSERT INTO t SELECT i FROM n WHERE i < 0;\n';
/** What stands before and after a migration that takes long. */
export const TABLE = { '001_t.sql': 'CREATE TABLE t (n INTEGER);\n', 'rollback/001_rollback_t.sql': 'DROP TABLE t;\n' };
