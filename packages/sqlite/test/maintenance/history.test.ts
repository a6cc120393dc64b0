import { rmSync } from 'node:fs';
import { exitCode } from '@zepix/migrations-core';
import { makeMigrator, temporaryFolder } from '@zepix/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { sqliteDriver } from '../../src/index.js';
import { ALL, only, place, ran, resultOf } from './place.js';

const FILES = {
  '001_t.sql': 'CREATE TABLE t (n INTEGER);\n',
  '002_v.sql': 'ALTER TABLE t ADD COLUMN v TEXT;\n',
  'rollback/001_rollback_t.sql': 'DROP TABLE t;\n',
  'rollback/002_rollback_v.sql': 'ALTER TABLE t DROP COLUMN v;\n',
};

describe('history', () => {
  test('tells all that was ever done, in order, with the head that reports name', async () => {
    const here = place({ ...FILES, '003_bad.sql': 'INSERT INTO nowhere VALUES (1);\n' });
    await here.migrator.up();
    await here.migrator.down(ALL);
    const [history] = resultOf(await here.migrator.history());
    expect(history?.entries.map(({ event, version }) => [event, version])).toEqual([
      ['ledger-created', null],
      ['applied', '001'],
      ['applied', '002'],
      ['failed', '003'],
      ['rolled-back', '002'],
    ]);
    expect(history).toMatchObject({ database: 'main', broken: null, head: only(here.migrator.status()).historyHead });
    expect(history?.head).toBe(history?.entries.at(-1)?.hash);
  });

  test.each([
    ['a field was changed', "UPDATE schema_migrations_history SET details = '{}' WHERE version = '001'", 'its fields were changed', 2],
    ['a row was removed', "DELETE FROM schema_migrations_history WHERE version = '001'", 'the row before it was removed or changed', 3],
  ])('is broken where %s: exit 3, with what can be read', async (_, sql, reason, id) => {
    const here = place(FILES);
    await here.migrator.up();
    here.behind(sql);
    const report = await here.migrator.history();
    expect(report.result).toMatchObject([{ broken: { id, reason } }]);
    expect(report).toMatchObject({ ok: false, databases: [{ error: { code: 'HISTORY_BROKEN' } }] });
    expect(exitCode(report)).toBe(3);
  });

  test('of a database without a ledger is empty, and of none it says so beside those of the others', async () => {
    const folder = temporaryFolder(onTestFinished);
    const foreign = 'CREATE TABLE schema_migrations (version varchar(128) primary key, dirty bool);';
    const databases = {
      empty: { migrations: FILES, sql: 'CREATE TABLE own (id);' },
      foreign: { migrations: FILES, sql: foreign },
      missing: { migrations: FILES },
    };
    const migrator = makeMigrator(folder, { driver: sqliteDriver(), databases });
    const report = await migrator.history();
    expect(report.result).toEqual([{ database: 'empty', entries: [], head: null, broken: null }]);
    expect(report.databases.map(({ error }) => error?.code ?? null)).toEqual([null, 'FOREIGN_LEDGER', 'DATABASE_MISSING']);
    expect(exitCode(report)).toBe(6);
    expect(exitCode(await migrator.history({ filter: ['empty'] }))).toBe(0);
    expect((await migrator.history({ filter: ['nobody'] })).error?.code).toBe('FILTER_UNMATCHED');
  });

  test('is read also where the folder is gone', async () => {
    const here = place(FILES);
    await here.migrator.up();
    rmSync(here.folder.file('migrations'), { recursive: true });
    expect(resultOf(await here.migrator.history())[0]?.entries).toHaveLength(3);
  });
});

describe('allowDrift', () => {
  test('with nothing pending records the drift, once', async () => {
    const here = place(FILES);
    await here.migrator.up();
    here.behind('CREATE TABLE by_hand (id INTEGER)');
    expect(only(await here.migrator.up()).error?.code).toBe('DRIFTED');
    expect([ran(await here.migrator.up({ allowDrift: true })), here.events().at(-1)]).toEqual([[], ['drift-accepted', null]]);
    expect(here.details('drift-accepted')).toMatchObject([{ differences: [{ object: 'table by_hand', change: 'unexpected' }] }]);
    expect(only(here.migrator.status())).toMatchObject({ state: 'up-to-date', problems: [] });
    const before = here.bytes();
    expect((await here.migrator.up({ allowDrift: true, snapshot: false })).ok).toBe(true);
    expect(here.bytes()).toBe(before);
  });

  test('in a dry run, or without drift, records nothing', async () => {
    const here = place(FILES);
    await here.migrator.up();
    const clean = here.bytes();
    await here.migrator.up({ allowDrift: true });
    expect(here.bytes()).toBe(clean);
    here.behind('CREATE TABLE by_hand (id INTEGER)');
    const drifted = here.bytes();
    expect((await here.migrator.up({ allowDrift: true, dryRun: true })).ok).toBe(true);
    expect(here.bytes()).toBe(drifted);
  });
});
