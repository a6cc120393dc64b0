import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exitCode } from '@zepix/migrations-core';
import type { DatabaseReport, DatabaseState, Migrator, Report, UpSettings } from '@zepix/migrations-core';
import { JOURNAL_MODES, inDatabase, openDatabase, writeFiles } from '@zepix/testkit';
import type { TemporaryFolder } from '@zepix/testkit';
import { describe, expect, test } from 'vitest';
import { engine, engines, only } from './engine.js';

const FILES = { '001_a.sql': 'CREATE TABLE a (id);', '002_b.sql': 'CREATE TABLE b (id);', '003_c.sql': 'CREATE TABLE c (id);' };

/** A database that is to be made sick. */
interface Patient {
  readonly file: string;
  /** Its folder of migrations. */
  readonly migrations: string;
  readonly up: (settings?: UpSettings) => Promise<Report>;
}

/** For every state: how a database gets into it, the problems that are told, and the exit code of `status`. */
const STATES: readonly (readonly [DatabaseState, string, (patient: Patient) => unknown, readonly string[], number])[] = [
  ['up-to-date', 'all applied', ({ up }) => up(), [], 0],
  ['pending', 'one is not applied', ({ up }) => up({ to: '002' }), [], 0],
  ['ahead-of-code', 'the newest file is gone', gone('003_c.sql'), ['AHEAD_OF_CODE'], 6],
  ['changed-file', 'a file was edited', edited('002_b.sql', 'CREATE TABLE b (id, more);'), ['CHANGED_FILE'], 3],
  ['missing-file', 'an older file is gone', gone('002_b.sql'), ['MISSING_FILE'], 3],
  ['drifted', 'a table appeared', behind('CREATE TABLE extra (id)'), ['DRIFTED'], 3],
  ['failed', 'the last run failed', failing, ['LAST_RUN_FAILED'], 1],
  ['locked', 'another program holds it exclusively', exclusively, ['DATABASE_LOCKED'], 4],
  ['foreign-ledger', 'the ledger is of another tool', ({ file }) => inDatabase(file, dbmate), ['FOREIGN_LEDGER'], 5],
  ['uninitialised', 'a file of 0 bytes', ({ file }) => writeFileSync(file, ''), [], 0],
  ['uninitialised', 'tables without a ledger', ({ file }) => inDatabase(file, (db) => db.exec('CREATE TABLE old (id)')), [], 0],
  ['missing', 'no file', () => undefined, ['DATABASE_MISSING'], 6],
  ['not-a-database', 'a file of text', ({ file }) => writeFileSync(file, 'garbage, and more of it '.repeat(50)), ['NOT_A_DATABASE'], 6],
  ['not-a-database', 'a folder', ({ file }) => mkdirSync(file), ['NOT_A_DATABASE'], 6],
  ['not-a-database', 'a file that looks encrypted', ({ file }) => writeFileSync(file, noise(8192)), ['NOT_A_DATABASE'], 6],
  ['not-a-database', 'a file whose pages are broken', damaged, ['DATABASE_DAMAGED'], 6],
];

function gone(name: string) {
  return async ({ up, migrations }: Patient): Promise<void> => {
    await up();
    rmSync(join(migrations, name));
  };
}

function edited(name: string, text: string) {
  return async ({ up, migrations }: Patient): Promise<void> => {
    await up();
    writeFileSync(join(migrations, name), text);
  };
}

function behind(sql: string) {
  return async ({ up, file }: Patient): Promise<void> => {
    await up();
    inDatabase(file, (db) => db.exec(sql));
  };
}

async function failing({ up, migrations }: Patient): Promise<void> {
  await up({ to: '002' });
  writeFiles(migrations, { '003_c.sql': 'CREATE TABLE a (id);' });
  await up();
}

async function exclusively({ up, file }: Patient): Promise<void> {
  await up();
  openDatabase(file).exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
}

function dbmate(db: { exec: (sql: string) => unknown }): void {
  db.exec("CREATE TABLE schema_migrations (version varchar(128) primary key); INSERT INTO schema_migrations VALUES ('20260112')");
}

function noise(bytes: number): Buffer {
  return Buffer.from(Array.from({ length: bytes }, (_, at) => (at * 197 + 91) % 251));
}

/** The header stays, so that it is a database; every other page is noise. */
async function damaged({ up, file }: Patient): Promise<void> {
  await up();
  const pageSize = 4096;
  const { length } = inDatabase(file, (db) => db.serialize());
  const whole = inDatabase(file, (db) => db.serialize());
  noise(length).copy(whole, 100, 0, pageSize - 100);
  noise(length).copy(whole, pageSize);
  writeFileSync(file, whole);
}

function patient({ folder, migrator }: { folder: TemporaryFolder; migrator: Migrator }, name: string): Patient {
  const up = (settings: UpSettings = {}): Promise<Report> => migrator.up({ ...settings, filter: [name] });
  return { file: folder.file(`${name}.db`), migrations: folder.file('migrations', name), up };
}

describe('every state, with its problems and its exit code', () => {
  test.each(STATES)('%s: %s', async (state, _, sicken, codes, exit) => {
    const one = engines({ main: { migrations: FILES } });
    await sicken(patient(one, 'main'));
    const report = one.migrator.status();
    const database = only(report);
    expect([database.state, database.problems.map(({ code }) => code), exitCode(report)]).toEqual([state, codes, exit]);
    expect(report.ok).toBe(exit === 0);
    for (const problem of database.problems)
      expect([problem.message, problem.hint]).toEqual([expect.stringMatching(/\w/), expect.stringMatching(/\w/)]);
  });

  test('none is left out', () => {
    expect(new Set(STATES.map(([state]) => state)).size).toBe(12);
  });

  test('status --check: 2 when something is pending', async () => {
    const one = engine(FILES);
    await one.up({ to: '002' });
    expect(exitCode(one.migrator.status(), { check: true })).toBe(2);
    await one.up();
    expect(exitCode(one.migrator.status(), { check: true })).toBe(0);
  });
});

test('one sick database never hides the others', async () => {
  const sick = STATES.map(([state, , sicken], at) => [`db${at}`, state, sicken] as const);
  const all = engines(Object.fromEntries(sick.map(([name]) => [name, { migrations: FILES }])));
  for (const [name, , sicken] of sick) await sicken(patient(all, name));
  for (const report of [all.migrator.status(), all.migrator.verify()]) {
    const states = report.databases.map(({ name, state }: DatabaseReport) => [name, state]);
    expect(states).toEqual(sick.map(([name, state]) => [name, state]));
  }
});

test('a run over a sick database and a healthy one changes neither, and says why', async () => {
  const { folder, migrator } = engines({ sick: { migrations: FILES }, healthy: { migrations: FILES } });
  writeFileSync(folder.file('sick.db'), 'garbage, and more of it '.repeat(50));
  const { databases } = await migrator.up();
  expect(databases.map(({ error }) => error?.code ?? null)).toEqual(['NOT_A_DATABASE', null]);
  expect(migrator.status().databases.map(({ state }) => state)).toEqual(['not-a-database', 'missing']);
});

describe.each(JOURNAL_MODES)('in %s mode', (journalMode) => {
  test('a failure is cleared by the next good up', async () => {
    const one = engine({ '001_a.sql': 'SELECT * FROM nothing;' }, { journalMode });
    await one.up();
    expect(one.status()).toMatchObject({ state: 'failed', problems: [{ code: 'LAST_RUN_FAILED', version: '001' }] });
    one.write({ '001_a.sql': 'CREATE TABLE a (id);' });
    await one.up();
    expect(one.status()).toMatchObject({ state: 'up-to-date', problems: [] });
  });

  test('a writer at work does not keep the status from being read', async () => {
    const one = engine(FILES, { journalMode });
    await one.up();
    const writer = openDatabase(one.file);
    writer.exec('BEGIN IMMEDIATE; INSERT INTO a VALUES (1)');
    expect(one.status()).toMatchObject({ state: 'up-to-date', problems: [] });
    writer.exec('COMMIT');
    expect(one.rows('SELECT * FROM a')).toEqual([[1]]);
  });
});

describe('several problems at once', () => {
  test('are all told, and the worst gives the state', async () => {
    const one = engine(FILES);
    await one.up();
    rmSync(one.folder.file('migrations', 'main', '001_a.sql'));
    one.write({ '002_b.sql': 'CREATE TABLE b (id, more);' });
    one.sql('CREATE TABLE extra (id)');
    const { state, problems } = one.status();
    expect([state, problems.map(({ code }) => code).toSorted()]).toEqual(['drifted', ['CHANGED_FILE', 'DRIFTED', 'MISSING_FILE']]);
  });
});
