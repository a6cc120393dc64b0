import { chmodSync, cpSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import type { Migrator } from '@zepix/migrations-core';
import { JOURNAL_MODES, makeMigrator, openDatabase, rowsOf, temporaryFolder } from '@zepix/testkit';
import type { TemporaryFolder } from '@zepix/testkit';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { sqliteDriver } from '../../src/index.js';
import { engine, only } from './engine.js';
import type { Engine } from './engine.js';
import { lyingIn, unprivileged } from './trace.js';

const FILES = { '001_a.sql': 'CREATE TABLE a (id);', '002_b.sql': 'CREATE TABLE b (id);' };

/** Everything that only looks. */
const LOOKS: readonly (readonly [string, (migrator: Migrator) => unknown])[] = [
  ['status', (migrator) => only(migrator.status())],
  ['verify', (migrator) => only(migrator.verify())],
  ['plan', async (migrator) => only(await migrator.plan())],
];

async function applied(journalMode: 'delete' | 'wal'): Promise<Engine> {
  const one = engine(FILES, { journalMode });
  await one.up({ to: '001' });
  return one;
}

describe.each(JOURNAL_MODES)('looking leaves everything as it was, in %s mode', (journalMode) => {
  test.each(LOOKS)('%s of a file that nobody has open', async (_, look) => {
    const { folder, migrator } = await applied(journalMode);
    const before = lyingIn(folder.path);
    expect(await look(migrator)).toMatchObject({ version: '001', pending: [{ version: '002' }], error: null });
    expect(lyingIn(folder.path)).toEqual(before);
  });

  test.each(LOOKS)('%s while a program has it open', async (_, look) => {
    const { folder, migrator, file } = await applied(journalMode);
    const program = openDatabase(file);
    program.exec('INSERT INTO a VALUES (1)');
    const before = lyingIn(folder.path);
    expect(await look(migrator)).toMatchObject({ version: '001', error: null });
    expect(lyingIn(folder.path)).toEqual(before);
    program.exec('INSERT INTO a VALUES (2)');
    expect(program.prepare('SELECT count(*) FROM a').pluck().get()).toBe(2);
  });

  test.each(LOOKS)('%s while a writer is in the middle of a transaction', async (_, look) => {
    const { folder, migrator, file } = await applied(journalMode);
    const writer = openDatabase(file);
    writer.exec('BEGIN IMMEDIATE; INSERT INTO a VALUES (1)');
    const before = lyingIn(folder.path);
    expect(await look(migrator)).toMatchObject({ version: '001', error: null });
    expect(lyingIn(folder.path)).toEqual(before);
    writer.exec('COMMIT');
  });

  test.skipIf(process.platform === 'win32').each(LOOKS.slice(0, 2))('%s in a folder that this user may not write', async (_, look) => {
    const { folder, migrator, file } = await applied(journalMode);
    chmodSync(file, 0o444);
    lock(folder);
    const [before, temporaries] = [lyingIn(folder.path), temporariesOfOurOwn()];
    const seen = await unprivileged(() => {
      expect(() => writeFileSync(folder.file('probe'), '')).toThrow(/EACCES/);
      return look(migrator);
    });
    expect(seen).toMatchObject({ version: '001', state: 'pending', problems: [], error: null });
    expect(lyingIn(folder.path)).toEqual(before);
    expect(readdirSync(temporaries)).toEqual([]);
  });
});

test.skipIf(process.platform === 'win32')('a file that this user may not read at all is named, and left alone', async () => {
  const { folder, migrator, file } = await applied('delete');
  chmodSync(file, 0o000);
  lock(folder);
  const [status, up] = [await unprivileged(() => only(migrator.status())), await unprivileged(() => migrator.up())];
  expect(status).toMatchObject({ state: 'not-a-database', problems: [{ code: 'DATABASE_UNREADABLE' }] });
  expect(only(up).error?.code).toMatch(/^DATABASE_/);
});

test.skipIf(process.platform === 'win32')('up in a folder that this user may not write is refused and changes nothing', async () => {
  const { folder, migrator, file } = await applied('delete');
  chmodSync(file, 0o444);
  rmSync(`${file}.migrate-lock`);
  lock(folder);
  const before = lyingIn(folder.path);
  const report = await unprivileged(() => migrator.up());
  expect(only(report).error?.code).toMatch(/^DATABASE_(READ_ONLY|UNREADABLE)$/);
  expect(lyingIn(folder.path)).toEqual(before);
});

describe('a WAL that a program left behind when it died', () => {
  /** Copies a live database with its -wal, as it lies there after a crash. */
  async function crashed(): Promise<{ readonly folder: TemporaryFolder; readonly migrator: Migrator }> {
    const one = await applied('wal');
    const program = openDatabase(one.file);
    program.pragma('wal_autocheckpoint = 0');
    program.exec('CREATE TABLE late (id)');
    const folder = temporaryFolder(onTestFinished);
    const migrator = makeMigrator(folder, { driver: sqliteDriver(), databases: { main: { migrations: FILES } } });
    for (const ending of ['', '-wal']) cpSync(one.file + ending, folder.file(`main.db${ending}`), { preserveTimestamps: true });
    return { folder, migrator };
  }

  test('is read', async () => {
    const { migrator } = await crashed();
    expect(only(migrator.status())).toMatchObject({ version: '001', state: 'drifted', problems: [{ code: 'DRIFTED' }] });
  });

  test('may be taken into the file, as by any program that opens it: its rows are all there, and no file is left behind', async () => {
    const { folder, migrator } = await crashed();
    migrator.status();
    expect(readdirSync(folder.path).filter((name) => !['main.db', 'main.db-wal', 'migrations'].includes(name))).toEqual([]);
    expect(rowsOf(folder.file('main.db'), "SELECT count(*) FROM sqlite_schema WHERE name IN ('a', 'late')")).toEqual([[2]]);
  });

  test.skipIf(process.platform === 'win32')('is read in a folder that this user may not write, and stays', async () => {
    const { folder, migrator } = await crashed();
    for (const ending of ['', '-wal']) chmodSync(folder.file(`main.db${ending}`), 0o444);
    lock(folder);
    const before = lyingIn(folder.path);
    expect(await unprivileged(() => only(migrator.status()))).toMatchObject({ version: '001', state: 'drifted' });
    expect(lyingIn(folder.path)).toEqual(before);
  });
});

describe('what is not there is not made', () => {
  test.each(LOOKS)('%s of a missing database', async (_, look) => {
    const one = engine(FILES);
    expect(await look(one.migrator)).toMatchObject({ state: 'missing' });
    expect(readdirSync(one.folder.path)).toEqual(['migrations']);
  });

  test.each(LOOKS)('%s of a file of 0 bytes', async (_, look) => {
    const one = engine(FILES);
    writeFileSync(one.file, '');
    const before = lyingIn(one.folder.path);
    expect(await look(one.migrator)).toMatchObject({ state: 'uninitialised', version: null });
    expect(lyingIn(one.folder.path)).toEqual(before);
  });

  test.each(LOOKS)('%s of tables without a ledger', async (_, look) => {
    const one = engine(FILES, { sql: 'CREATE TABLE old (id)' });
    const before = lyingIn(one.folder.path);
    expect(await look(one.migrator)).toMatchObject({ state: 'uninitialised' });
    expect(lyingIn(one.folder.path)).toEqual(before);
    expect(one.rows('SELECT name FROM sqlite_schema')).toEqual([['old']]);
  });

  test.each(['status', 'plan', 'up', 'down'] as const)('a missing folder is not made by %s', async (command) => {
    const one = engine(FILES, { config: { file: 'nowhere/deeper/main.db' } });
    const report = only(await one.migrator[command]({ approval: 'all' }));
    expect(report.error ?? report.problems[0]).toMatchObject({ code: 'DIRECTORY_MISSING', hint: expect.stringContaining('deeper') });
    expect(existsSync(one.folder.file('nowhere'))).toBe(false);
  });

  test('a folder that a file stands in the way of', () => {
    const one = engine(FILES, { config: { file: 'file/main.db' } });
    writeFileSync(one.folder.file('file'), '');
    expect(one.status()).toMatchObject({ state: 'missing', problems: [{ code: 'DIRECTORY_MISSING' }] });
  });
});

/** Lets everybody read and nobody write, until the test ends. */
function lock(folder: TemporaryFolder): void {
  chmodSync(folder.path, 0o555);
  onTestFinished(() => chmodSync(folder.path, 0o755));
}

/** Where copies are made meanwhile: in the system's folder other tests make theirs. */
function temporariesOfOurOwn(): string {
  const folder = temporaryFolder(onTestFinished);
  chmodSync(folder.path, 0o777);
  vi.stubEnv('TMPDIR', folder.path);
  onTestFinished(() => void vi.unstubAllEnvs());
  return folder.path;
}
