import { rmSync } from 'node:fs';
import type { DatabaseReport, Migrator, Report } from '@zepix/migrations-core';
import { inDatabase, makeMigrator, migrationsFolder, rowsOf, temporaryFolder } from '@zepix/testkit';
import type { Files } from '@zepix/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { sqliteDriver } from '../../src/index.js';

const FILES = {
  '001_t.sql': 'CREATE TABLE t (n INTEGER);\n',
  '002_rows.sql': "ALTER TABLE t ADD COLUMN v TEXT;\nINSERT INTO t VALUES (1, 'one'), (2, 'two');\n",
  'rollback/001_rollback_t.sql': 'DROP TABLE t;\n',
  'rollback/002_rollback_rows.sql': 'DELETE FROM t WHERE n IN (1, 2);\nALTER TABLE t DROP COLUMN v;\n',
};
const ALL = { approval: 'all' } as const;

function place(files: Files = FILES) {
  const folder = temporaryFolder(onTestFinished);
  const migrator = makeMigrator(folder, { driver: sqliteDriver(), databases: { main: { migrations: files } } });
  const file = folder.file('main.db');
  return { folder, migrator, file, rows: (sql: string) => rowsOf(file, sql), write: (more: Files) => migrationsFolder(folder, more) };
}

const only = ({ databases }: Report): DatabaseReport => {
  const [first] = databases;
  if (first === undefined || databases.length !== 1) throw new Error(`The report has ${databases.length} databases.`);
  return first;
};
const ran = (report: Report): string[] => only(report).ran.map(({ direction, version, status }) => `${direction} ${version} ${status}`);
const EVENTS = "SELECT event, version FROM schema_migrations_history WHERE event <> 'ledger-created' ORDER BY id";

test('takes back the newest and applies it again, as it is now, and leaves the rows of others', async () => {
  const { migrator, file, rows, write } = place();
  await migrator.up();
  inDatabase(file, (db) => db.exec("INSERT INTO t VALUES (9, 'mine')"));
  write({ '002_rows.sql': "ALTER TABLE t ADD COLUMN v TEXT;\nINSERT INTO t VALUES (1, 'ONE');\n" });
  const report = await migrator.redo(ALL);
  expect(ran(report)).toEqual(['down 002 rolled-back', 'up 002 applied']);
  expect(report).toMatchObject({ ok: true, command: 'redo', databases: [{ state: 'up-to-date', version: '002', problems: [] }] });
  expect(rows('SELECT n, v FROM t ORDER BY n')).toEqual([
    [1, 'ONE'],
    [9, null],
  ]);
  expect(rows(EVENTS)).toEqual([
    ['applied', '001'],
    ['applied', '002'],
    ['rolled-back', '002'],
    ['applied', '002'],
  ]);
  expect(migrator.verify().ok).toBe(true);
});

test('needs a yes, and a dry run shows what would be taken back', async () => {
  const { migrator, rows } = place();
  await migrator.up();
  const refused = await migrator.redo();
  expect(only(refused).error?.code).toBe('CONFIRMATION_REQUIRED');
  expect(only(await migrator.redo({ dryRun: true })).planned.map(({ direction, version }) => [direction, version])).toEqual([
    ['down', '002'],
  ]);
  expect(rows(EVENTS)).toEqual([
    ['applied', '001'],
    ['applied', '002'],
  ]);
  expect(ran(await migrator.redo({ approval: { planHash: refused.planHash ?? '' } }))).toEqual(['down 002 rolled-back', 'up 002 applied']);
});

test('a second half that fails is reported with what stands, and the next up tries it again', async () => {
  const { migrator, rows, write } = place();
  await migrator.up();
  write({ '002_rows.sql': 'ALTER TABLE t ADD COLUMN v TEXT;\nINSERT INTO nowhere VALUES (1);\n' });
  const report = await migrator.redo(ALL);
  expect(ran(report)).toEqual(['down 002 rolled-back', 'up 002 failed']);
  expect(only(report)).toMatchObject({
    state: 'failed',
    version: '001',
    error: { code: 'SQL_FAILED', line: 2, dataState: 'Nothing of 002 was kept: it was rolled back. main.db is at 001.' },
  });
  expect(rows("SELECT name FROM pragma_table_info('t')")).toEqual([['n']]);
  write(FILES);
  expect(ran(await migrator.up())).toEqual(['up 002 applied']);
  expect(only(migrator.status()).problems).toEqual([]);
});

test('nothing applied: nothing to do', async () => {
  const { migrator, file } = place();
  expect(only(await migrator.redo(ALL)).error?.code).toBe('DATABASE_MISSING');
  inDatabase(file, (db) => db.exec('CREATE TABLE own (id)'));
  const report = await migrator.redo(ALL);
  expect([report.ok, ran(report)]).toEqual([true, []]);
  expect(rowsOf(file, 'SELECT name FROM sqlite_schema')).toEqual([['own']]);
});

test('applies just what it took back, not an older migration that is pending', async () => {
  const { migrator, rows, write } = place({
    ...FILES,
    '004_late.sql': 'CREATE TABLE late (n);\n',
    'rollback/004_rollback_late.sql': 'DROP TABLE late;\n',
  });
  await migrator.up({ allowOutOfOrder: true });
  write({ '003_older.sql': 'CREATE TABLE older (n);\n' });
  expect(ran(await migrator.redo(ALL))).toEqual(['down 004 rolled-back', 'up 004 applied']);
  expect(rows('SELECT version FROM schema_migrations ORDER BY version')).toEqual([['001'], ['002'], ['004']]);
});

test('with steps, takes back and applies again so many, in order', async () => {
  const { migrator } = place();
  await migrator.up();
  expect(ran(await migrator.redo({ ...ALL, steps: 2 }))).toEqual([
    'down 002 rolled-back',
    'down 001 rolled-back',
    'up 001 applied',
    'up 002 applied',
  ]);
});

test.each([
  ['its file is gone', (folder: string) => rmSync(`${folder}/migrations/main/002_rows.sql`), {}, 'MISSING_FILE'],
  ['its script can not run', null, { '002_rows.sql': "SELECT 'open;\n" }, 'SCRIPT_INCOMPLETE'],
  ['another applied file was edited', null, { '001_t.sql': 'CREATE TABLE t (n INTEGER, m);\n' }, 'CHANGED_FILE'],
  ['the folder holds a bad name', null, { 'three.sql': 'SELECT 1;\n' }, 'FILE_NAME_INVALID'],
  ['what it requires is not there', null, { '002_rows.sql': '-- Requires: 007\nSELECT 1;\n' }, 'REQUIRES_UNMET'],
] as const)('takes nothing back that could not be applied again: %s', async (_, harm, files, code) => {
  const { folder, migrator, rows, write } = place();
  await migrator.up();
  harm?.(folder.path);
  write(files);
  const report = await migrator.redo(ALL);
  expect(only(report)).toMatchObject({ version: '002', error: { code, dataState: 'Nothing was changed.' } });
  expect(rows(EVENTS)).toEqual([
    ['applied', '001'],
    ['applied', '002'],
  ]);
});

test('of several databases at once only those that are named', async () => {
  const folder = temporaryFolder(onTestFinished);
  const migrator: Migrator = makeMigrator(folder, {
    driver: sqliteDriver(),
    databases: { a: { migrations: FILES }, b: { migrations: FILES }, c: { migrations: FILES } },
  });
  await migrator.up();
  expect(await migrator.redo(ALL)).toMatchObject({ ok: false, error: { code: 'FILTER_REQUIRED' } });
  const report = await migrator.redo({ ...ALL, filter: ['c', 'a'] });
  expect(report.databases.map(({ name, version, ran: steps }) => [name, version, steps.length])).toEqual([
    ['a', '002', 2],
    ['c', '002', 2],
  ]);
  expect(rowsOf(folder.file('b.db'), EVENTS)).toHaveLength(2);
});

test('where one can not be taken back, none is', async () => {
  const folder = temporaryFolder(onTestFinished);
  const { 'rollback/002_rollback_rows.sql': _, ...without } = FILES;
  const migrator: Migrator = makeMigrator(folder, {
    driver: sqliteDriver(),
    databases: { a: { migrations: FILES }, b: { migrations: without } },
  });
  await migrator.up();
  const report = await migrator.redo({ ...ALL, filter: ['*'] });
  expect(report.databases.map(({ error, version }) => [error?.code, version])).toEqual([
    [undefined, '002'],
    ['ROLLBACK_MISSING', '002'],
  ]);
});
