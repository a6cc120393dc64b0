import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { promisify } from 'node:util';
import { MigrationError, createMigrator, migrateAtStart, resolveConfig } from '@zepix/migrations-core';
import type { RunEvent } from '@zepix/migrations-core';
import { migrationsFolder, openDatabase, rowsOf, temporaryFolder } from '@zepix/testkit';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { sqliteDriver } from '../../src/index.js';
import { bundles } from '../bundle.js';

const { bundle, remove } = bundles();
afterAll(remove);

const MIGRATIONS = {
  '001_orders.sql': '-- Description: Orders\nCREATE TABLE orders (id INTEGER PRIMARY KEY, symbol TEXT NOT NULL);\n',
  '002_lots.sql': '-- Requires: 001\nALTER TABLE orders ADD COLUMN lots REAL DEFAULT 0;\n',
  'rollback/001_rollback_orders.sql': 'DROP TABLE orders;\n',
  'rollback/002_rollback_lots.sql': 'ALTER TABLE orders DROP COLUMN lots;\n',
};
const driver = sqliteDriver();
const config = (migrations: string | Readonly<Record<string, string>>) => ({ databases: { main: { file: 'main.db', migrations } } });

test.each(['folder', 'objects'] as const)('brings a database up to date from %s, and has nothing to do the next time', async (kind) => {
  const folder = temporaryFolder(onTestFinished);
  if (kind === 'folder') migrationsFolder(folder, MIGRATIONS);
  const events: RunEvent['event'][] = [];
  const observers = [{ emit: ({ event }: RunEvent) => void events.push(event) }];
  const options = { config: config(kind === 'folder' ? 'migrations/main' : MIGRATIONS), root: folder.path, driver, observers };
  const first = await migrateAtStart(options);
  expect(first).toMatchObject({ ok: true, command: 'up', databases: [{ state: 'up-to-date', version: '002', file: 'main.db' }] });
  expect(events.filter((event) => event === 'migration-finished')).toHaveLength(2);
  const head = first.databases[0]?.historyHead;
  const second = await migrateAtStart(options);
  expect(second.databases[0]).toMatchObject({ ran: [], historyHead: head });
});

test('texts in a bundle and the same files in a folder are the same migrations', async () => {
  const folder = temporaryFolder(onTestFinished);
  migrationsFolder(folder, MIGRATIONS);
  await migrateAtStart({ config: config('migrations/main'), root: folder.path, driver });
  const windows = Object.fromEntries(
    Object.entries(MIGRATIONS).map(([path, text]) => [`.\\${path.replaceAll('/', '\\')}`, text.replaceAll('\n', '\r\n')]),
  );
  const report = await migrateAtStart({ config: config(windows), root: folder.path, driver });
  expect(report.databases[0]).toMatchObject({ state: 'up-to-date', ran: [], problems: [] });
});

test('bundled rollbacks are stored: a later version that has none of the texts can still go back', async () => {
  const folder = temporaryFolder(onTestFinished);
  await migrateAtStart({ config: config(MIGRATIONS), root: folder.path, driver });
  const around = { root: folder.path, cwd: folder.path, file: 'zepix.config.ts', env: {} };
  const { '001_orders.sql': only } = MIGRATIONS;
  const older = createMigrator({ databases: resolveConfig(config({ '001_orders.sql': only }), around), driver });
  const back = await older.down({ approval: 'all' });
  expect(back.databases[0]?.ran).toMatchObject([{ version: '002', status: 'rolled-back' }]);
  expect(rowsOf(folder.file('main.db'), "SELECT name FROM pragma_table_info('orders')")).toEqual([['id'], ['symbol']]);
});

test.each([
  ['a migration that fails', { ...MIGRATIONS, '003_bad.sql': 'INSERT INTO nowhere VALUES (1);\n' }, 'SQL_FAILED', '002'],
  ['a gap', { ...MIGRATIONS, '004_late.sql': 'SELECT 1;\n' }, 'VERSION_GAP', null],
  ['a bad name', { ...MIGRATIONS, 'three.sql': 'SELECT 1;\n' }, 'FILE_NAME_INVALID', null],
  ['bytes that are no text', { '001_x.sql': 'SELECT 1;\0\n' }, 'ENCODING_INVALID', null],
])('throws a MigrationError with its code: %s', async (_, migrations, code, version) => {
  const folder = temporaryFolder(onTestFinished);
  const error: unknown = await migrateAtStart({ config: config(migrations), root: folder.path, driver }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(MigrationError);
  expect(error).toMatchObject({
    code,
    hint: expect.any(String) as string,
    location: { file: expect.stringContaining('main (bundled)/') as string },
  });
  if (version === null) expect(existsSync(folder.file('main.db'))).toBe(false);
  else expect(rowsOf(folder.file('main.db'), 'SELECT max(version) FROM schema_migrations')).toEqual([[version]]);
});

test('throws where the configuration is wrong, and where another run holds the lock', async () => {
  const folder = temporaryFolder(onTestFinished);
  const wrong = { databases: { main: { file: 'main.db', migrations: { '001_x.sql': 1 } } } } as unknown as ReturnType<typeof config>;
  await expect(migrateAtStart({ config: wrong, root: folder.path, driver })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  openDatabase(folder.file('main.db.migrate-lock')).exec('BEGIN IMMEDIATE');
  await expect(migrateAtStart({ config: config(MIGRATIONS), root: folder.path, driver, lockTimeoutMs: 0 })).rejects.toMatchObject({
    code: 'RUNNER_LOCKED',
  });
});

test('what could lose rows is refused without an approval', async () => {
  const folder = temporaryFolder(onTestFinished);
  await migrateAtStart({
    config: config({ ...MIGRATIONS, '003_row.sql': "INSERT INTO orders (symbol) VALUES ('EURUSD');\n" }),
    root: folder.path,
    driver,
  });
  const emptied = {
    ...MIGRATIONS,
    '003_row.sql': "INSERT INTO orders (symbol) VALUES ('EURUSD');\n",
    '004_empty.sql': 'DELETE FROM orders;\n',
  };
  const options = { config: config(emptied), root: folder.path, driver };
  await expect(migrateAtStart(options)).rejects.toMatchObject({ code: 'CONFIRMATION_REQUIRED' });
  expect((await migrateAtStart({ ...options, approval: 'all' })).ok).toBe(true);
});

/** An application as its users get it: one file, with its migrations in it and better-sqlite3 beside it. */
const APPLICATION = `
import Database from 'better-sqlite3';
import { assertSchema, createMigrator, migrateAtStart, resolveConfig } from '@zepix/migrations-core';
import { sqliteDriver } from '@zepix/migrations-sqlite';

const root = process.argv[2];
const config = { databases: { main: { file: 'main.db', migrations: ${JSON.stringify(MIGRATIONS)} } } };
const driver = sqliteDriver();
const { databases } = await migrateAtStart({ config, root, driver });
assertSchema(createMigrator({ databases: resolveConfig(config, { root, cwd: root, file: 'app', env: {} }), driver }), { main: '>=2 <3' });
const db = new Database(root + '/main.db', { timeout: 10000 });
db.prepare('INSERT INTO orders (symbol, lots) VALUES (?, ?)').run('EURUSD', 0.1);
console.log(JSON.stringify({ state: databases[0].state, ran: databases[0].ran.map(({ version }) => version) }));
`;

test('a bundled application migrates itself; of several that start at once, one does', async () => {
  const app = bundle({ name: 'application', text: APPLICATION });
  const folder = temporaryFolder(onTestFinished);
  const started = await Promise.all(
    [1, 2, 3, 4].map(() => promisify(execFile)(process.execPath, [app, folder.path], { cwd: folder.path })),
  );
  const told = started.map(({ stdout }) => JSON.parse(stdout) as { state: string; ran: string[] });
  expect(told.map(({ state }) => state)).toEqual(Array(4).fill('up-to-date'));
  expect(told.flatMap(({ ran }) => ran).toSorted()).toEqual(['001', '002']);
  expect(rowsOf(folder.file('main.db'), 'SELECT symbol, lots FROM orders')).toEqual(told.map(() => ['EURUSD', 0.1]));
  expect(rowsOf(folder.file('main.db'), "SELECT version FROM schema_migrations_history WHERE event = 'applied'")).toEqual([
    ['001'],
    ['002'],
  ]);
  expect(readdirSync(folder.path).filter((name) => name.endsWith('.sql'))).toEqual([]);
});
