import { existsSync, rmSync } from 'node:fs';
import type { Files } from '@zepix/testkit';
import { makeMigrator, rowsOf, temporaryFolder } from '@zepix/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { sqliteDriver } from '../../src/index.js';
import { ALL, only, place, ran, resultOf } from './place.js';
import type { Place } from './place.js';

const FILES = {
  '001_t.sql': 'CREATE TABLE t (n INTEGER);\n',
  '002_v.sql': 'ALTER TABLE t ADD COLUMN v TEXT;\n',
  '003_w.sql': 'ALTER TABLE t ADD COLUMN w TEXT;\n',
  'rollback/001_rollback_t.sql': 'DROP TABLE t;\n',
  'rollback/002_rollback_v.sql': 'ALTER TABLE t DROP COLUMN v;\n',
  'rollback/003_rollback_w.sql': 'ALTER TABLE t DROP COLUMN w;\n',
};
const CHECKSUM = expect.stringMatching(/^[0-9a-f]{64}$/) as string;

async function migrated(files: Files = FILES): Promise<Place> {
  const here = place(files);
  await here.migrator.up();
  return here;
}

const lose = ({ folder }: Place, ...names: readonly string[]): void => {
  for (const name of names) rmSync(folder.file('migrations/main', name));
};

/** Repairs, and finds all well afterwards: nothing left to repair, status clean, the history whole. */
async function repaired({ migrator }: Place): Promise<readonly string[]> {
  const [result] = resultOf(await migrator.repair(ALL));
  expect(result?.done).toBe(true);
  expect(resultOf(await migrator.repair())).toEqual([{ database: 'main', actions: [], done: false }]);
  expect(only(migrator.status()).problems).toEqual([]);
  expect(migrator.verify().ok).toBe(true);
  expect(resultOf(await migrator.history()).map(({ broken }) => broken)).toEqual([null]);
  return result?.actions.map(({ kind, version }) => `${kind} ${version ?? ''}`.trim()) ?? [];
}

describe('each thing that is mended', () => {
  test('an edited file: accepted as it is now; the history keeps the old checksum and rollback', async () => {
    const here = await migrated();
    const [before] = only(here.migrator.status()).applied.slice(1);
    here.write({
      '002_v.sql': 'ALTER TABLE t ADD COLUMN v TEXT; -- more\n',
      'rollback/002_rollback_v.sql': '-- other\nALTER TABLE t DROP COLUMN v;\n',
    });
    expect(only(here.migrator.status()).state).toBe('changed-file');
    expect(await repaired(here)).toEqual(['accept-file 002']);
    expect(here.details('repaired')).toEqual([
      {
        action: 'accept-file',
        description: expect.stringContaining('002_v.sql') as string,
        by: expect.any(String) as string,
        before: { checksum: before?.checksum, rollbackChecksum: CHECKSUM },
        rollbackSql: 'ALTER TABLE t DROP COLUMN v;\n',
      },
    ]);
    expect(here.rows("SELECT rollback_sql FROM schema_migrations WHERE version = '002'")).toEqual([
      ['-- other\nALTER TABLE t DROP COLUMN v;\n'],
    ]);
    expect(ran(await here.migrator.down({ ...ALL, to: '001' }))).toEqual(['down 003 rolled-back', 'down 002 rolled-back']);
  });

  test('an edited file whose rollback is gone keeps the rollback that is stored', async () => {
    const here = await migrated();
    here.write({ '003_w.sql': 'ALTER TABLE t ADD COLUMN w TEXT; -- more\n' });
    lose(here, 'rollback/003_rollback_w.sql');
    expect(await repaired(here)).toEqual(['accept-file 003']);
    expect(ran(await here.migrator.down(ALL))).toEqual(['down 003 rolled-back']);
    expect(here.rows("SELECT name FROM pragma_table_info('t')")).toEqual([['n'], ['v']]);
  });

  test('an edited rollback: stored as it is now', async () => {
    const here = await migrated();
    here.write({ 'rollback/003_rollback_w.sql': 'ALTER TABLE t RENAME COLUMN w TO was_w;\n' });
    expect(only(await here.migrator.down(ALL)).error?.code).toBe('ROLLBACK_CHANGED');
    expect(await repaired(here)).toEqual(['accept-rollback 003']);
    expect(here.details('repaired')).toMatchObject([{ rollbackSql: 'ALTER TABLE t DROP COLUMN w;\n' }]);
    expect(ran(await here.migrator.down(ALL))).toEqual(['down 003 rolled-back']);
    expect(here.rows("SELECT name FROM pragma_table_info('t')")).toEqual([['n'], ['v'], ['was_w']]);
  });

  test('a file that is gone: forgotten, what it made stays, its rollback goes to the history', async () => {
    const here = await migrated();
    lose(here, '002_v.sql', 'rollback/002_rollback_v.sql');
    expect(only(here.migrator.status()).state).toBe('missing-file');
    expect(await repaired(here)).toEqual(['forget-missing 002']);
    expect(here.details('repaired')).toMatchObject([
      { row: { version: '002', name: 'v', checksum: CHECKSUM }, rollbackSql: 'ALTER TABLE t DROP COLUMN v;\n' },
    ]);
    expect(here.rows("SELECT name FROM pragma_table_info('t')")).toEqual([['n'], ['v'], ['w']]);
    expect(here.rows('SELECT version FROM schema_migrations ORDER BY version')).toEqual([['001'], ['003']]);
  });

  test('a failure of the last run: forgotten, and the next up tries again', async () => {
    const here = place({ ...FILES, '004_bad.sql': 'INSERT INTO nowhere VALUES (1);\n' });
    await here.migrator.up();
    expect(only(here.migrator.status()).state).toBe('failed');
    expect(await repaired(here)).toEqual(['clear-failure 004']);
    expect(ran(await here.migrator.up())).toEqual(['up 004 failed']);
  });

  test('a schema that was changed by hand: accepted', async () => {
    const here = await migrated();
    here.behind('CREATE TABLE by_hand (id INTEGER); ALTER TABLE t DROP COLUMN w;');
    expect(only(here.migrator.status()).state).toBe('drifted');
    expect(await repaired(here)).toEqual(['accept-schema']);
    expect(here.events().at(-1)).toEqual(['drift-accepted', null]);
    expect(here.details('drift-accepted')).toMatchObject([
      { description: expect.stringContaining('(table by_hand unexpected, column t.w missing)') as string, differences: [{}, {}] },
    ]);
    here.write({ '004_more.sql': 'ALTER TABLE by_hand ADD COLUMN n INTEGER;\n' });
    expect(ran(await here.migrator.up())).toEqual(['up 004 applied']);
    expect(here.migrator.verify().ok).toBe(true);
  });

  test('rows that a script wrote in a ledger of five columns: checksums, names and rollbacks are recorded', async () => {
    const five =
      'CREATE TABLE schema_migrations (version TEXT PRIMARY KEY, applied_at TEXT, description TEXT, checksum TEXT, execution_time_ms INTEGER);';
    const here = place(
      FILES,
      `CREATE TABLE t (n INTEGER);${five}INSERT INTO schema_migrations (version, description) VALUES ('001', 'by a script');`,
    );
    expect(only(here.migrator.status()).problems.map(({ code }) => code)).toEqual(['UNVERIFIABLE']);
    expect(await repaired(here)).toEqual(['accept-file 001']);
    expect(here.events()).toEqual([
      ['ledger-extended', null],
      ['repaired', '001'],
    ]);
    expect(here.rows('SELECT name, description, rollback_sql FROM schema_migrations')).toEqual([['t', 'by a script', 'DROP TABLE t;\n']]);
    expect(ran(await here.migrator.up())).toEqual(['up 002 applied', 'up 003 applied']);
    expect(ran(await here.migrator.down({ ...ALL, to: '0' }))).toHaveLength(3);
  });
});

/** Five things at once. */
async function ruined(): Promise<Place> {
  const here = place({ ...FILES, '004_bad.sql': 'INSERT INTO nowhere VALUES (1);\n' });
  await here.migrator.up();
  here.write({
    '001_t.sql': 'CREATE TABLE t (n INTEGER); -- edited\n',
    'rollback/003_rollback_w.sql': '-- edited\nALTER TABLE t DROP COLUMN w;\n',
  });
  lose(here, '002_v.sql', 'rollback/002_rollback_v.sql');
  here.behind('CREATE INDEX mine ON t (n)');
  return here;
}
const ACTIONS = ['accept-file 001', 'forget-missing 002', 'accept-rollback 003', 'clear-failure 004', 'accept-schema'];

test('several at once are mended together', async () => {
  const here = await ruined();
  expect(await repaired(here)).toEqual(ACTIONS);
  expect(here.events().slice(-5)).toEqual([
    ['repaired', '001'],
    ['repaired', '002'],
    ['repaired', '003'],
    ['repaired', '004'],
    ['drift-accepted', null],
  ]);
  expect(here.rows('SELECT DISTINCT count(*) FROM schema_migrations_history GROUP BY run_id ORDER BY 1 DESC LIMIT 1')).toEqual([[5]]);
});

test('without a yes it shows what it would do, and changes no byte', async () => {
  const here = await ruined();
  const before = here.bytes();
  const preview = await here.migrator.repair();
  expect(preview).toMatchObject({ ok: false, error: { code: 'CONFIRMATION_REQUIRED', dataState: 'Nothing was changed.' } });
  expect(preview.result).toMatchObject([{ database: 'main', done: false, actions: ACTIONS.map((text) => ({ kind: text.split(' ')[0] })) }]);
  expect(preview.result?.[0]?.actions.every(({ description }) => /^(\d{3}: |Take )\S.*\.$/.test(description))).toBe(true);
  expect(here.bytes()).toBe(before);
});

test('nothing to repair: nothing is written, and no yes is asked for', async () => {
  const here = await migrated();
  const before = here.bytes();
  for (const settings of [{}, ALL])
    expect(await here.migrator.repair(settings)).toMatchObject({ ok: true, error: null, result: [{ actions: [] }] });
  expect(here.bytes()).toBe(before);
  const fresh = place(FILES, 'CREATE TABLE own (id)');
  expect(await fresh.migrator.repair(ALL)).toMatchObject({ ok: true, result: [{ actions: [] }] });
  expect(fresh.rows('SELECT name FROM sqlite_schema')).toEqual([['own']]);
});

describe('what it does not take for right', () => {
  test.each([
    ['a file that is not text', { '002_v.sql': Buffer.from([0xff, 0xfe, 0x41]) }, 'ENCODING_INVALID'],
    ['two files of one version', { '2_other.sql': 'SELECT 1;\n' }, 'VERSION_DUPLICATE'],
  ])('%s', async (_, files, code) => {
    const here = await migrated();
    here.behind('CREATE TABLE by_hand (id INTEGER)');
    here.write(files);
    const before = here.bytes();
    expect(await here.migrator.repair(ALL)).toMatchObject({
      ok: false,
      result: [],
      databases: [{ error: { code, dataState: 'Nothing was changed.' } }],
    });
    expect(here.bytes()).toBe(before);
  });

  test('a history that was tampered with', async () => {
    const here = await migrated();
    here.behind("UPDATE schema_migrations_history SET at = '2020-01-01T00:00:00.000Z' WHERE version = '002'");
    here.write({ '001_t.sql': 'CREATE TABLE t (n INTEGER); -- edited\n' });
    expect(resultOf(await here.migrator.repair(ALL))).toMatchObject([{ done: true, actions: [{ kind: 'accept-file' }] }]);
    expect(only(here.migrator.verify()).problems.map(({ code }) => code)).toEqual(['HISTORY_BROKEN']);
  });

  test('a ledger of another tool', async () => {
    const here = place(FILES, 'CREATE TABLE schema_migrations (version varchar(128) primary key, dirty bool);');
    for (const settings of [{}, ALL]) {
      expect(await here.migrator.repair(settings)).toMatchObject({
        ok: false,
        result: [],
        databases: [{ error: { code: 'FOREIGN_LEDGER' } }],
      });
    }
  });
});

test('one database that can not be mended hides neither the others nor what was done to them', async () => {
  const folder = temporaryFolder(onTestFinished);
  const databases = { a: { migrations: FILES }, missing: { migrations: FILES }, z: { migrations: FILES } };
  const migrator = makeMigrator(folder, { driver: sqliteDriver(), databases });
  await migrator.up({ filter: ['a', 'z'] });
  rmSync(folder.file('migrations/a/003_w.sql'));
  rmSync(folder.file('migrations/z/002_v.sql'));
  rmSync(folder.file('migrations/z/rollback/002_rollback_v.sql'));
  const report = await migrator.repair(ALL);
  expect(report.databases.map(({ error }) => error?.code ?? null)).toEqual(['ROLLBACK_ORPHAN', 'DATABASE_MISSING', null]);
  expect(report).toMatchObject({ ok: false, result: [{ database: 'z', done: true, actions: [{ kind: 'forget-missing' }] }] });
  expect(rowsOf(folder.file('z.db'), 'SELECT version FROM schema_migrations')).toEqual([['001'], ['003']]);
  expect(existsSync(folder.file('missing.db'))).toBe(false);
});
