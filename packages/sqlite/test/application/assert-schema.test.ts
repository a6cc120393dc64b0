import { rmSync, writeFileSync } from 'node:fs';
import { MigrationError, assertSchema } from '@zepix/migrations-core';
import type { Migrator } from '@zepix/migrations-core';
import { inDatabase, makeMigrator, sqliteCatalog, temporaryFolder } from '@zepix/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { sqliteDriver } from '../../src/index.js';

const MIGRATIONS = Object.fromEntries([1, 2, 3, 4, 5].map((n) => [`00${n}_step.sql`, `CREATE TABLE t${n} (n INTEGER);\n`]));

function place(migrations: Readonly<Record<string, string>> = MIGRATIONS): { migrator: Migrator; file: string; folder: string } {
  const folder = temporaryFolder(onTestFinished);
  const migrator = makeMigrator(folder, { driver: sqliteDriver(), databases: { main: { migrations, config: { aliases: ['m'] } } } });
  return { migrator, file: folder.file('main.db'), folder: folder.path };
}

/** `ok`, or the code that is thrown. */
function verdict(migrator: Migrator, range: string, name = 'main'): string {
  try {
    assertSchema(migrator, { [name]: range });
    return 'ok';
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    return error.code;
  }
}

test.each([
  ['>=2', 'ok'],
  ['>=3', 'ok'],
  ['>=4', 'SCHEMA_TOO_OLD'],
  ['>2', 'ok'],
  ['>3', 'SCHEMA_TOO_OLD'],
  ['<=3', 'ok'],
  ['<3', 'SCHEMA_TOO_NEW'],
  ['<=2', 'SCHEMA_TOO_NEW'],
  ['>=2 <5', 'ok'],
  ['>= 2   < 3', 'SCHEMA_TOO_NEW'],
  ['>=4 <6', 'SCHEMA_TOO_OLD'],
  ['3', 'ok'],
  ['=003', 'ok'],
  ['= 3', 'ok'],
  ['2', 'SCHEMA_TOO_NEW'],
  ['=4', 'SCHEMA_TOO_OLD'],
  ['>=20260112093000', 'SCHEMA_TOO_OLD'],
  ['', 'USAGE'],
  ['>=', 'USAGE'],
  ['>=2<5', 'USAGE'],
  ['^3', 'USAGE'],
  ['~3', 'USAGE'],
  ['3.0', 'USAGE'],
  ['v3', 'USAGE'],
  ['3 or 4', 'USAGE'],
  ['>=two', 'USAGE'],
  ['=>3', 'USAGE'],
  ['-3', 'USAGE'],
])('at version 003, a need of "%s" is %s', async (range, expected) => {
  const { migrator } = place();
  await migrator.up({ to: '003' });
  expect(verdict(migrator, range)).toBe(expected);
});

test('the message names the database, its version, the need and the next step', async () => {
  const { migrator } = place();
  await migrator.up({ to: '003' });
  expect(() => assertSchema(migrator, { main: '>=4' })).toThrow(
    expect.objectContaining({
      kind: 'unusable',
      message: 'main (main.db) is at version 003, but this application needs >=4.',
      hint: 'Run "up" before starting the application.',
    }) as Error,
  );
  expect(() => assertSchema(migrator, { main: '<3' })).toThrow(/is at version 003, but this application needs <3/);
});

test('a database without migrations is at 0: too old for a need, right for none', () => {
  const { migrator, file } = place();
  inDatabase(file, (db) => db.exec('CREATE TABLE own (id INTEGER)'));
  expect(['>=1', '>=0', '<9'].map((range) => verdict(migrator, range))).toEqual(['SCHEMA_TOO_OLD', 'ok', 'ok']);
  expect(() => assertSchema(migrator, { main: '1' })).toThrow(/has no migration applied/);
});

test('what keeps the version from being known is told as it is, not as a version', async () => {
  const missing = place();
  expect(verdict(missing.migrator, '>=0')).toBe('DATABASE_MISSING');
  expect(verdict(missing.migrator, '>=0', 'nobody')).toBe('FILTER_UNMATCHED');

  const noFolder = place();
  await noFolder.migrator.up();
  rmSync(`${noFolder.folder}/migrations`, { recursive: true });
  expect(verdict(noFolder.migrator, '>=2')).toBe('FOLDER_MISSING');

  const foreign = place();
  inDatabase(foreign.file, (db) => db.exec('CREATE TABLE schema_migrations (version varchar(128) primary key, dirty bool)'));
  expect(verdict(foreign.migrator, '>=0')).toBe('FOREIGN_LEDGER');

  const noDatabase = place();
  writeFileSync(noDatabase.file, 'not a database, but long enough to be looked at as one. '.repeat(100));
  expect(verdict(noDatabase.migrator, '>=0')).toBe('NOT_A_DATABASE');

  const noPlace = place();
  rmSync(noPlace.folder, { recursive: true });
  expect(verdict(noPlace.migrator, '>=0')).toBe('FOLDER_MISSING');
});

test('a migration without a transaction that stopped half-way is neither version', async () => {
  const { migrator } = place({
    ...MIGRATIONS,
    '006_half.sql': '-- Transaction: NO\nCREATE TABLE a (n INTEGER);\nCREATE TABLE a (n INTEGER);\n',
  });
  expect((await migrator.up()).ok).toBe(false);
  expect(verdict(migrator, '>=5')).toBe('INTERRUPTED_MIGRATION');
});

test('a database ahead of the code is judged by its version', async () => {
  const folder = temporaryFolder(onTestFinished);
  const at = (files: Readonly<Record<string, string>>): Migrator =>
    makeMigrator(folder, { driver: sqliteDriver(), databases: { main: { config: { migrations: files } } } });
  await at(MIGRATIONS).up();
  const { '005_step.sql': _, ...older } = MIGRATIONS;
  expect(['>=4', '>=4 <5'].map((range) => verdict(at(older), range))).toEqual(['ok', 'SCHEMA_TOO_NEW']);
});

test('several databases, by name or alias: the first that does not fit is told', async () => {
  const folder = temporaryFolder(onTestFinished);
  const migrator = makeMigrator(folder, {
    driver: sqliteDriver(),
    databases: { main: { migrations: MIGRATIONS, config: { aliases: ['m'] } }, side: { migrations: MIGRATIONS } },
  });
  await migrator.up({ filter: ['main'] });
  await migrator.up({ filter: ['side'], to: '002' });
  assertSchema(migrator, { m: '5', side: '2' });
  assertSchema(migrator, { main: '>=1' });
  expect(() => assertSchema(migrator, { main: '>=5', side: '>=5' })).toThrow(/^side /);
});

test('it only reads', async () => {
  const { migrator, file } = place();
  await migrator.up({ to: '002' });
  const before = sqliteCatalog(file);
  expect(verdict(migrator, '>=5')).toBe('SCHEMA_TOO_OLD');
  expect(sqliteCatalog(file)).toEqual(before);
});
