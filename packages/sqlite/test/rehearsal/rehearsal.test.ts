import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { JOURNAL_MODES, rowsOf } from '@zepix/testkit';
import type { Files } from '@zepix/testkit';
import { describe, expect, test } from 'vitest';
import { sqliteDriver } from '../../src/index.js';
import { engine, engines } from '../engine/engine.js';
import type { Engine } from '../engine/engine.js';

const TABLE = `CREATE TABLE orders (id INTEGER PRIMARY KEY, symbol TEXT NOT NULL, qty REAL DEFAULT 1);
CREATE INDEX idx_orders_symbol ON orders (symbol);
INSERT INTO orders (symbol, qty) VALUES ('EURUSD', 1), ('GBPUSD', 2), ('USDJPY', 3);`;
const RIGHT: Files = {
  '001_status.sql': "ALTER TABLE orders ADD COLUMN status TEXT DEFAULT 'open';",
  'rollback/001_rollback_status.sql': 'ALTER TABLE orders DROP COLUMN status;',
  '002_lots.sql': 'ALTER TABLE orders RENAME COLUMN qty TO lots;',
  'rollback/002_rollback_lots.sql': 'ALTER TABLE orders RENAME COLUMN lots TO qty;',
};

const begin = (files: Files, journalMode: (typeof JOURNAL_MODES)[number] = 'wal'): Engine =>
  engine(files, { sql: TABLE, journalMode }, { rehearse: true });
const digest = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');
/** What a rehearsal says of each migration. */
const said = (report: Awaited<ReturnType<Engine['plan']>>) =>
  report.rehearsal?.steps.map(({ version, status, differences }) => ({ version, status, differences }));

describe.each(JOURNAL_MODES)('in %s mode', (mode) => {
  test('what comes back is proven and measured, and nothing of the copy stays', async () => {
    const place = begin(RIGHT, mode);
    const report = await place.up();
    expect(report.error).toBeNull();
    expect(said(report)).toEqual([
      { version: '001', status: 'proven', differences: [] },
      { version: '002', status: 'proven', differences: [] },
    ]);
    expect(report.rehearsal?.steps.every(({ durationMs, lockMs, rows }) => durationMs !== null && lockMs !== null && rows === 0)).toBe(
      true,
    );
    expect(readdirSync(`${place.file}.snapshots`).filter((name) => name.startsWith('rehearsal'))).toEqual([]);
  });

  test('a plan is rehearsed without changing a byte, and without leaving a file', async () => {
    const place = begin(RIGHT, mode);
    const [before, files] = [digest(place.file), readdirSync(place.folder.path)];
    expect(said(await place.plan())).toHaveLength(2);
    expect(digest(place.file)).toBe(before);
    expect(readdirSync(place.folder.path)).toEqual(files);
  });
});

const WRONG: readonly (readonly [what: string, up: string, down: string, account: readonly string[]])[] = [
  [
    'a value that is not put back',
    "UPDATE orders SET symbol = 'XAUUSD' WHERE id > 1;",
    'SELECT 1;',
    ["orders.symbol: 2 rows are changed, such as the one with key 2: 'GBPUSD' before, 'XAUUSD' now"],
  ],
  ['rows that are not put back', 'DELETE FROM orders WHERE id = 3;', 'SELECT 1;', ['orders: 1 row is missing, the one with key 3']],
  [
    'rows that stay',
    "INSERT INTO orders (symbol) VALUES ('a'), ('b');",
    'SELECT 1;',
    ['orders: 2 rows are there that were not, such as the one with key 4'],
  ],
  [
    'an index that is lost',
    'ALTER TABLE orders ADD COLUMN c;',
    'DROP INDEX idx_orders_symbol; ALTER TABLE orders DROP COLUMN c;',
    ['index idx_orders_symbol is missing'],
  ],
  ['a column that stays', 'ALTER TABLE orders ADD COLUMN c;', 'SELECT 1;', ['column orders.c was not there before']],
];

describe('what does not come back is named', () => {
  test.each(WRONG)('%s', async (_, up, down, account) => {
    const place = begin({ ...RIGHT, '003_x.sql': up, 'rollback/003_rollback_x.sql': down });
    const report = await place.plan();
    expect(said(report)?.map(({ status }) => status)).toEqual(['proven', 'proven', 'unproven']);
    expect(said(report)?.[2]?.differences).toEqual(expect.arrayContaining([...account]));
  });

  test('and refused where a proof is required, with nothing changed', async () => {
    const place = begin({ '001_x.sql': 'DELETE FROM orders;', 'rollback/001_rollback_x.sql': 'SELECT 1;' });
    const refused = await place.up({ requireProof: true, approval: 'all' });
    expect(refused.error).toMatchObject({ code: 'UNPROVEN', dataState: 'Nothing was changed. main.db is at no version.' });
    expect(place.rows('SELECT count(*) FROM orders')).toEqual([[3]]);
    const told = await place.up({ approval: 'all' });
    expect({ error: told.error, version: told.version }).toEqual({ error: null, version: '001' });
  });

  test('one without a rollback does not hide the others', async () => {
    const { '001_status.sql': status = '', ...rest } = RIGHT;
    const place = begin({ ...rest, '001_status.sql': status, '003_none.sql': 'CREATE TABLE other (id INTEGER);' });
    const report = await place.plan();
    expect(report.rehearsal?.steps.map((step) => step.status)).toEqual(['proven', 'proven', 'unproven']);
    expect(report.rehearsal?.steps[2]?.reason).toContain('rollback');
  });
});

test('migrations that build on each other are told apart on a database that is not there yet', async () => {
  const place = engine(
    {
      '001_a.sql': 'CREATE TABLE a (id INTEGER PRIMARY KEY);',
      'rollback/001_rollback_a.sql': 'DROP TABLE a;',
      '002_b.sql': 'ALTER TABLE a ADD COLUMN b TEXT;',
      '003_c.sql': 'CREATE INDEX c ON a (b);',
      'rollback/003_rollback_c.sql': 'DROP INDEX c;',
    },
    {},
    { rehearse: true },
  );
  const { rehearsal } = await place.plan();
  expect(rehearsal?.steps.map(({ version, status }) => `${version} ${status}`)).toEqual(['001 proven', '002 unproven', '003 proven']);
  expect(rehearsal?.steps[1]?.reason).toContain('002 has no rollback');
});

describe('what fails on the copy', () => {
  test('leaves the database as it was, and one line in its history', async () => {
    const place = begin(RIGHT);
    await place.up();
    place.write({ '003_bad.sql': 'CREATE TABLE good (id INTEGER);\nDROP TABLE nowhere;' });
    const failed = await place.up();
    expect(failed.error).toMatchObject({ code: 'SQL_FAILED', line: 2 });
    expect(failed.ran).toMatchObject([{ version: '003', status: 'failed' }]);
    expect(place.applied()).toEqual(['001', '002']);
    expect(place.status().state).toBe('failed');
    place.write({ '003_bad.sql': 'CREATE TABLE good (id INTEGER);' });
    expect(await place.up()).toMatchObject({ state: 'up-to-date', version: '003' });
  });

  test('keeps every database of the run from being changed, and makes none', async () => {
    const { migrator, folder } = engines(
      { a: { migrations: { '001_a.sql': 'CREATE TABLE a (id INTEGER);' } }, b: { migrations: { '001_b.sql': 'DROP TABLE nowhere;' } } },
      { rehearse: true },
    );
    const report = await migrator.up();
    expect(report.databases.map(({ name, ran }) => [name, ran.map(({ status }) => status)])).toEqual([
      ['a', ['not-run']],
      ['b', ['failed']],
    ]);
    expect([existsSync(folder.file('a.db')), existsSync(folder.file('b.db'))]).toEqual([false, false]);
  });
});

test('what another database must have first is taken for granted on a copy', async () => {
  const { migrator } = engines(
    {
      first: { migrations: { '001_a.sql': 'CREATE TABLE a (id INTEGER);', 'rollback/001_rollback_a.sql': 'DROP TABLE a;' } },
      second: {
        migrations: { '001_b.sql': '-- Requires: first/001\nCREATE TABLE b (id INTEGER);', 'rollback/001_rollback_b.sql': 'DROP TABLE b;' },
        config: { after: 'first' },
      },
    },
    { rehearse: true },
  );
  const report = await migrator.up();
  expect(report.databases.map(({ error, rehearsal }) => [error, rehearsal?.steps.map(({ status }) => status)])).toEqual([
    [null, ['proven']],
    [null, ['proven']],
  ]);
});

test('the configuration may do without', async () => {
  const { migrator } = engines({ main: { migrations: RIGHT, sql: TABLE, config: { rehearse: false } } }, { rehearse: true });
  const report = await migrator.up();
  expect([report.promises.rehearsed, report.databases[0]?.rehearsal]).toEqual([false, null]);
});

test.skipIf(process.platform === 'win32').each(['live', 'snapshot'] as const)(
  'a copy of the %s is in the journal mode of the database, and nobody may read it who may not read that',
  async (kind) => {
    const place = begin(RIGHT);
    chmodSync(place.file, 0o600);
    const driver = sqliteDriver();
    const { snapshots } = driver;
    if (snapshots === null) throw new Error('there are snapshots');
    const target = driver.target(place.file, { shown: 'main.db', ledgerTable: 'schema_migrations' });
    const wait = { timeoutMs: 1000 };
    const owner = { pid: 1, host: 'h', since: '2026-01-12T00:00:00.000Z', runId: 'r' };
    const { id } = await snapshots.create(target, { ...wait, database: 'main', reason: 'manual', owner });
    const copy = await snapshots.scratch(target, kind === 'live' ? { kind } : { kind, id }, wait);
    expect(statSync(copy.location).mode & 0o777).toBe(0o600);
    // What a migration costs depends on it.
    expect(rowsOf(copy.location, 'PRAGMA journal_mode')).toEqual([['wal']]);
    copy.remove();
    expect(existsSync(copy.location)).toBe(false);
  },
);

test('beside a ledger of five columns, which has no history yet, a failure on the copy is told and leaves the file alone', async () => {
  const five = `CREATE TABLE schema_migrations (version TEXT PRIMARY KEY, applied_at TEXT, description TEXT, checksum TEXT, execution_time_ms INTEGER);`;
  const place = engine({ '001_bad.sql': 'DROP TABLE nowhere;' }, { sql: TABLE + five, journalMode: 'delete' }, { rehearse: true });
  const before = digest(place.file);
  expect((await place.up()).error).toMatchObject({ code: 'SQL_FAILED' });
  expect(digest(place.file)).toBe(before);
});

test('one that is stopped says nothing about the plan, and leaves nothing', async () => {
  const stop = new AbortController();
  const observer = { emit: ({ event }: { readonly event: string }) => void (event === 'rehearsal-started' && stop.abort()) };
  const place = engine(RIGHT, { sql: TABLE }, { rehearse: true, observers: [observer] });
  const report = await place.up({ signal: stop.signal });
  expect(report.error).toMatchObject({ code: 'INTERRUPTED', message: 'Stopped on request, in the rehearsal.' });
  expect([report.rehearsal, report.version]).toEqual([null, null]);
  expect(readdirSync(`${place.file}.snapshots`).filter((name) => name.startsWith('rehearsal'))).toEqual([]);
});

test('what a killed one left is removed by the next, what a living one works on is not', async () => {
  const place = begin(RIGHT);
  const left = `${place.file}.snapshots`;
  mkdirSync(left);
  const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  const [gone, mine, elsewhere] = [`${machine}-${dead}`, `${machine}-${process.pid}`, `00000000-${dead}`].map(
    (who) => `rehearsal-${who}-x`,
  );
  for (const name of [`${gone}.db.partial`, `${gone}.db.partial.migrate-lock.owner`, `${mine}.db.partial`, `${elsewhere}.db.partial`])
    writeFileSync(join(left, name), '');
  await place.up();
  expect(readdirSync(left).filter((name) => name.startsWith('rehearsal'))).toEqual(
    [`${elsewhere}.db.partial`, `${mine}.db.partial`].toSorted(),
  );
});
