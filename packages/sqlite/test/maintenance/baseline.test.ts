import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { codeLoader } from '@zepix/migrations-code';
import { resolveConfig, createMigrator } from '@zepix/migrations-core';
import { inDatabase, makeMigrator, sqliteCatalog, temporaryFolder } from '@zepix/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { sqliteDriver } from '../../src/index.js';
import { ALTERS, LEGACY_MIGRATIONS, ROWS, TRADES_17 } from './legacy.js';
import { ALL, only, place, ran, resultOf } from './place.js';

const FIVE_COLUMNS =
  'CREATE TABLE schema_migrations (version TEXT PRIMARY KEY, applied_at TEXT, description TEXT, checksum TEXT, execution_time_ms INTEGER);\n';

describe('a file of the bot from before its migrations', () => {
  test.each([
    ['17 columns', TRADES_17 + ROWS, '001', ['up 002 applied', 'up 003 applied']],
    ['33 columns', TRADES_17 + ROWS + ALTERS, '002', ['up 003 applied']],
    [
      '33 columns in one statement',
      `${TRADES_17.replace('\n);', `,${ALTERS.match(/(?<=COLUMN )[^;]+/g)?.join(', ') ?? ''});`)}${ROWS}`,
      '2',
      ['up 003 applied'],
    ],
  ])('%s: is recorded, proven on a scratch database, and up applies only the rest', async (_, sql, version, rest) => {
    const { migrator, rows, details, events } = place(LEGACY_MIGRATIONS, sql);
    const report = await migrator.baseline(version);
    expect(resultOf(report)).toEqual({ database: 'main', recorded: ['001', '002'].slice(0, Number(version)), differences: [] });
    expect(report).toMatchObject({ ok: true, command: 'baseline', databases: [{ state: 'pending', version: version.padStart(3, '0') }] });
    expect(events()).toEqual([
      ['ledger-created', null],
      ['baselined', null],
    ]);
    expect(details('baselined')).toMatchObject([{ version, differences: [] }]);
    expect(ran(await migrator.up())).toEqual(rest);
    expect(rows('SELECT trade_id, direction FROM trades ORDER BY id')).toEqual([
      [null, 'buy'],
      ['T1', 'SELL'],
    ]);
    expect(migrator.verify()).toMatchObject({ ok: true, databases: [{ state: 'up-to-date', problems: [] }] });
  });

  test('what is recorded is as if it had run: checksums, names and rollbacks, so that down works', async () => {
    const { migrator, rows } = place(LEGACY_MIGRATIONS, TRADES_17 + ROWS + ALTERS);
    await migrator.baseline('002');
    expect(only(migrator.status()).applied).toMatchObject([
      { version: '001', name: 'trades', checksum: expect.stringMatching(/^[0-9a-f]{64}$/) as string, durationMs: null, rollback: true },
      { version: '002', name: 'columns', rollback: true },
    ]);
    expect(ran(await migrator.down(ALL))).toEqual(['down 002 rolled-back']);
    expect(rows("SELECT count(*) FROM pragma_table_info('trades')")).toEqual([[17]]);
  });
});

describe('a schema that is not what the migrations make', () => {
  test('is refused with the differences, and not a byte changes', async () => {
    const { migrator, bytes, folder } = place(LEGACY_MIGRATIONS, TRADES_17 + ROWS);
    const before = bytes();
    const report = await migrator.baseline('002');
    expect(report).toMatchObject({ ok: false, result: null, error: { code: 'BASELINE_DIFFERS', dataState: 'Nothing was changed.' } });
    expect(report.error?.message).toMatch(/column trades\.\w+ missing.* and 13 more\.$/);
    expect(bytes()).toBe(before);
    expect(readdirSync(folder.path).filter((name) => name.includes('journal') || name.includes('wal'))).toEqual([]);
  });

  test('is recorded with its differences where they are accepted, and is no drift afterwards', async () => {
    const { migrator, details } = place(LEGACY_MIGRATIONS, `${TRADES_17}CREATE TABLE by_hand (id INTEGER);`);
    expect((await migrator.baseline('001')).error?.code).toBe('BASELINE_DIFFERS');
    const { differences } = resultOf(await migrator.baseline('001', ALL));
    expect(differences).toMatchObject([{ object: 'table by_hand', change: 'unexpected' }]);
    expect(details('baselined')).toMatchObject([{ differences }]);
    expect(migrator.verify()).toMatchObject({ ok: true, databases: [{ state: 'pending', problems: [] }] });
    expect(ran(await migrator.up())).toEqual(['up 002 applied', 'up 003 applied']);
    expect(migrator.verify().ok).toBe(true);
  });

  test.each([
    ['a type', TRADES_17.replace('symbol TEXT', 'symbol VARCHAR(10)'), /column trades\.symbol changed/],
    ['a table that is missing', 'CREATE TABLE other (id INTEGER);', /table trades missing/],
    ['an index more', `${TRADES_17}CREATE INDEX mine ON trades (pnl);`, /index mine unexpected/],
  ])('%s is a difference', async (_, sql, message) => {
    const { migrator } = place(LEGACY_MIGRATIONS, sql);
    const { error } = await migrator.baseline('001');
    expect(error).toMatchObject({ code: 'BASELINE_DIFFERS', message: expect.stringMatching(message) as string });
  });
});

describe('a ledger that is there', () => {
  test('with rows is refused', async () => {
    const { migrator, bytes } = place(LEGACY_MIGRATIONS);
    await migrator.up({ to: '001' });
    const before = bytes();
    expect(await migrator.baseline('002', ALL)).toMatchObject({
      ok: false,
      error: { code: 'BASELINE_REFUSED', message: expect.stringContaining('applied already') as string },
    });
    expect(bytes()).toBe(before);
  });

  test('of five columns with rows is refused, without rows it is extended', async () => {
    const filled = place(LEGACY_MIGRATIONS, `${TRADES_17}${FIVE_COLUMNS}INSERT INTO schema_migrations (version) VALUES ('001');`);
    expect((await filled.migrator.baseline('001')).error?.code).toBe('BASELINE_REFUSED');
    const { migrator, events } = place(LEGACY_MIGRATIONS, TRADES_17 + FIVE_COLUMNS);
    expect((await migrator.baseline('001')).ok).toBe(true);
    expect(events()).toEqual([
      ['ledger-extended', null],
      ['baselined', null],
    ]);
    expect(ran(await migrator.up())).toEqual(['up 002 applied', 'up 003 applied']);
    expect(migrator.verify().ok).toBe(true);
  });

  test('of ours, where everything was taken back, is none', async () => {
    const { migrator, behind } = place(LEGACY_MIGRATIONS);
    await migrator.up({ to: '001' });
    await migrator.down({ ...ALL, to: '0' });
    behind(TRADES_17);
    expect((await migrator.baseline('001')).ok).toBe(true);
    expect(migrator.verify().ok).toBe(true);
  });

  test('of another tool is refused, and left as it is', async () => {
    const { migrator, file } = place(
      LEGACY_MIGRATIONS,
      `${TRADES_17}CREATE TABLE schema_migrations (version varchar(128) primary key, dirty bool);`,
    );
    const before = sqliteCatalog(file);
    expect(await migrator.baseline('001', ALL)).toMatchObject({
      error: { code: 'BASELINE_REFUSED', hint: expect.stringContaining('ledgerTable') as string },
    });
    expect(sqliteCatalog(file)).toEqual(before);
  });
});

describe('what a baseline needs', () => {
  test('a version of the folder', async () => {
    const { migrator } = place(LEGACY_MIGRATIONS, TRADES_17);
    expect((await migrator.baseline('009')).error).toMatchObject({ code: 'VERSION_UNKNOWN', hint: 'Known are: 001, 002, 003.' });
  });

  test('a folder that can be read', async () => {
    const { migrator } = place({ ...LEGACY_MIGRATIONS, 'four.sql': 'SELECT 1;\n' }, TRADES_17);
    expect((await migrator.baseline('001')).error?.code).toBe('FILE_NAME_INVALID');
  });

  test('migrations that run: the error is that of the migration, on the scratch database, and nothing is left of that', async () => {
    const { migrator, bytes, folder } = place({ '001_bad.sql': 'CREATE TABLE t (n);\nINSERT INTO nowhere VALUES (1);\n' }, TRADES_17);
    const before = [bytes(), readdirSync(folder.path)];
    expect((await migrator.baseline('001', ALL)).error).toMatchObject({ code: 'SQL_FAILED', line: 2 });
    expect([bytes(), readdirSync(folder.path).filter((name) => !name.includes('migrate-lock'))]).toEqual(before);
  });

  test('a database: none is made', async () => {
    const { migrator, folder } = place(LEGACY_MIGRATIONS);
    expect((await migrator.baseline('001')).error?.code).toBe('DATABASE_MISSING');
    expect(readdirSync(folder.path).filter((name) => name === 'main.db')).toEqual([]);
  });

  test('one database, named where there are several', async () => {
    const folder = temporaryFolder(onTestFinished);
    const one = { migrations: LEGACY_MIGRATIONS, sql: TRADES_17 };
    const migrator = makeMigrator(folder, { driver: sqliteDriver(), databases: { a: one, b: one } });
    expect((await migrator.baseline('001')).error?.code).toBe('FILTER_REQUIRED');
    expect((await migrator.baseline('001', { filter: ['a', 'b'] })).error?.code).toBe('FILTER_REQUIRED');
    expect((await migrator.baseline('001', { filter: ['b'] })).result).toMatchObject({ database: 'b' });
    expect(migrator.status().databases.map(({ version }) => version)).toEqual([null, '001']);
  });
});

test('a Zepix database that its bot made without migrations is taken over', async () => {
  const folder = temporaryFolder(onTestFinished);
  const migrations = fileURLToPath(new URL('../../../../migrations/combined_v3', import.meta.url));
  const config = { databases: { combined: { file: 'zepix_combined.db', migrations } } };
  const databases = resolveConfig(config, { root: folder.path, cwd: folder.path, file: 'zepix.config.ts', env: {} });
  const script = readFileSync(`${migrations}/001_initial_schema.sql`, 'utf8').replaceAll(/INSERT INTO schema_migrations[^;]*;/g, '');
  inDatabase(folder.file('zepix_combined.db'), (db) => db.exec(script));
  const migrator = createMigrator({ databases, driver: sqliteDriver(), code: codeLoader() });
  expect(await migrator.baseline('001')).toMatchObject({ error: null, result: { recorded: ['001'], differences: [] } });
  expect(ran(await migrator.up(ALL))).toEqual(['up 002 applied', 'up 003 applied', 'up 004 applied']);
  expect(migrator.verify().ok).toBe(true);
});
