import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { codeLoader } from '@zepix/migrations-code';
import { createMigrator, resolveConfig } from '@zepix/migrations-core';
import type { DatabaseReport, Migrator, Report } from '@zepix/migrations-core';
import { onTestFinished } from 'vitest';
import { sqliteDriver } from '../../src/index.js';

const MIGRATIONS = resolve(fileURLToPath(import.meta.url), '../../../../../migrations');

/** One of the Zepix databases as a file of its own, with the engine over it. Gone when the test ends. */
export interface Workplace {
  readonly file: string;
  readonly migrator: Migrator;
  /** Applies all that is pending. @throws Error when that does not succeed */
  readonly up: (to?: string) => Promise<void>;
  /** What the bot's code does behind the engine's back: opens the file itself, runs SQL, closes it. */
  readonly behind: <R>(body: (db: Database.Database) => R) => R;
  readonly status: () => DatabaseReport;
  readonly verify: () => DatabaseReport;
}

/** `folder`: one of the folders in `migrations`. */
export function zepixDatabase(folder: 'combined_v3' | 'price_action_v6' | 'central_system'): Workplace {
  const root = mkdtempSync(join(tmpdir(), 'zepix-engine-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const file = join(root, `${folder}.db`);
  const migrations = join(MIGRATIONS, folder);
  const names = { combined_v3: 'zepix_combined.db', price_action_v6: 'zepix_price_action.db', central_system: 'zepix_bot.db' };
  const config = { databases: { [folder]: { file, migrations, aliases: [names[folder]] } } };
  const databases = resolveConfig(config, { root, cwd: root, file: 'zepix.config.ts', env: {} });
  const migrator = createMigrator({ databases, driver: sqliteDriver(), code: codeLoader() });
  return {
    file,
    migrator,
    up: async (to) => {
      const report = await migrator.up({ to, approval: 'all' });
      if (!report.ok) throw new Error(`The migrations did not apply: ${JSON.stringify(report, null, 2)}`);
    },
    behind: (body) => opened(file, body),
    status: () => only(migrator.status()),
    verify: () => only(migrator.verify()),
  };
}

function opened<R>(file: string, body: (db: Database.Database) => R): R {
  const db = new Database(file);
  try {
    return body(db);
  } finally {
    db.close();
  }
}

function only({ databases }: Report): DatabaseReport {
  const [first] = databases;
  if (first === undefined || databases.length !== 1) throw new Error(`The report has ${databases.length} databases.`);
  return first;
}
