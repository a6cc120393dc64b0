import { describe, expect, test } from 'vitest';
import type { Baseline, History, RepairResult } from '@zepix/migrations-core';
import { help } from '../help.js';
import { hasPty, onTerminal } from '../on-terminal.js';
import { openShop, shop } from '../shop.js';
import { of } from '../workplace.js';
import type { Workplace } from '../workplace.js';
import { resultOf } from './result.js';

const ORDERS = 'data/shop_orders.db';
const EVENTS = 'SELECT event, version FROM schema_migrations_history ORDER BY id';
const LEGACY = 'CREATE TABLE orders (id INTEGER PRIMARY KEY, symbol TEXT NOT NULL)';

const applied = (place: Workplace): unknown[] => place.rows(ORDERS, 'SELECT version FROM schema_migrations ORDER BY version').flat();

/** The examples at the end of a command's help, as arguments. */
async function examples(command: string): Promise<readonly string[]> {
  const [, list = ''] = (await help(command)).split('Examples:\n');
  return [...list.matchAll(/^ {2}\$ zepix-migrate (.+)$/gm)].map(([, args = '']) => args);
}

describe('redo', () => {
  test('takes back and applies again, on a yes', async () => {
    const place = await openShop();
    const refused = await place.json('redo --filter orders --no-preserve');
    expect({ code: refused.code, error: of(refused, 'orders').error?.code }).toEqual({ code: 5, error: 'CONFIRMATION_REQUIRED' });
    const done = await place.json('redo --filter orders --yes');
    expect({
      code: done.code,
      command: done.report.command,
      ran: of(done, 'orders').ran.map(({ direction, version }) => `${direction} ${version}`),
    }).toEqual({
      code: 0,
      command: 'redo',
      ran: ['down 003', 'up 003'],
    });
    const { code, stdout, stderr } = await place.run('redo --filter orders --yes --steps 2');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.match(/[✔↩] 00\d_\w+/g)).toEqual(['↩ 003_index', '↩ 002_lots', '✔ 002_lots', '✔ 003_index']);
  });

  test('--dry-run shows what would be taken back, and several databases must be named', async () => {
    const place = await openShop();
    const planned = await place.json('redo --filter orders --dry-run');
    expect({ code: planned.code, planned: of(planned, 'orders').planned.map(({ version }) => version) }).toEqual({
      code: 0,
      planned: ['003'],
    });
    expect(await place.json('redo --yes')).toMatchObject({ code: 5, report: { error: { code: 'FILTER_REQUIRED' } } });
    expect(applied(place)).toEqual(['001', '002', '003']);
  });

  test('a second half that fails exits with 1 and says what stands', async () => {
    const place = await openShop();
    place.write('migrations/orders_v1/003_index.sql', 'CREATE INDEX idx ON nowhere (id);\n');
    const { code, stdout } = await place.run('redo --filter orders --yes');
    expect(code).toBe(1);
    for (const text of ['↩ 003_index', '✖ 003_index', 'data/shop_orders.db is at 002.', 'nowhere']) expect(stdout).toContain(text);
  });

  test('--rollback-from chooses the rollback', async () => {
    const place = await openShop();
    place.write('migrations/orders_v1/rollback/003_rollback_index.sql', '-- edited\nDROP INDEX idx_orders_symbol;\n');
    expect((await place.json('redo --filter orders --yes')).code).toBe(3);
    expect((await place.json('redo --filter orders --yes --rollback-from ledger')).code).toBe(0);
  });
});

describe('baseline', () => {
  test('records what is proven, and up applies the rest', async () => {
    const place = shop();
    place.sql(ORDERS, LEGACY);
    const { code, report, result } = await resultOf<Baseline>(place, 'baseline 001 --filter orders');
    expect({ code, command: report.command, result }).toEqual({
      code: 0,
      command: 'baseline',
      result: { database: 'orders', recorded: ['001'], differences: [] },
    });
    expect((await place.run('up --filter orders')).code).toBe(0);
    expect(applied(place)).toEqual(['001', '002', '003']);
    expect((await place.run('verify --filter orders')).code).toBe(0);
  });

  test('says what differs and changes nothing; with --yes records the differences', async () => {
    const place = shop();
    place.sql(ORDERS, `${LEGACY}; CREATE TABLE by_hand (id INTEGER)`);
    const before = place.read(ORDERS);
    const refused = await place.run('baseline 1 --filter orders');
    expect({ code: refused.code, stdout: refused.stdout }).toEqual({ code: 5, stdout: '' });
    for (const text of ['table by_hand unexpected', '[BASELINE_DIFFERS]', 'Nothing was changed.', '--yes'])
      expect(refused.stderr).toContain(text);
    expect(await resultOf(place, 'baseline 1 --filter orders')).toMatchObject({
      code: 5,
      result: null,
      report: { error: { code: 'BASELINE_DIFFERS' } },
    });
    expect(place.read(ORDERS)).toBe(before);
    const { code, stdout } = await place.run('baseline 1 --filter orders --yes');
    expect(code).toBe(0);
    for (const text of ['orders: 1 migration recorded', '1 difference accepted', 'zepix-migrate status']) expect(stdout).toContain(text);
    expect((await place.run('status --filter orders')).code).toBe(0);
  });

  test('takes a name for a version, and refuses what is none, a second database, and a ledger with rows', async () => {
    const place = shop();
    place.sql(ORDERS, `${LEGACY}; ALTER TABLE orders ADD COLUMN lots REAL DEFAULT 0`);
    expect((await resultOf<Baseline>(place, 'baseline 002_lots.sql -f orders')).result.recorded).toEqual(['001', '002']);
    expect(await resultOf(place, 'baseline 002 -f orders')).toMatchObject({ code: 5, report: { error: { code: 'BASELINE_REFUSED' } } });
    expect(await resultOf(place, 'baseline 009 -f orders')).toMatchObject({ code: 5, report: { error: { code: 'VERSION_UNKNOWN' } } });
    expect(await resultOf(place, 'baseline 001')).toMatchObject({ code: 5, report: { error: { code: 'FILTER_REQUIRED' } } });
    expect(await resultOf(place, 'baseline 001 -f stock')).toMatchObject({ code: 6, report: { error: { code: 'DATABASE_MISSING' } } });
    for (const args of ['baseline', 'baseline two', 'baseline 001 --dry-run']) expect((await place.json(args)).code, args).toBe(64);
  });

  test('--lock-timeout says how long to wait for another run', async () => {
    const place = shop();
    place.sql(ORDERS, LEGACY);
    place.open(`${ORDERS}.migrate-lock`).exec('BEGIN IMMEDIATE');
    expect(await resultOf(place, 'baseline 001 -f orders --lock-timeout 0')).toMatchObject({
      code: 4,
      report: { error: { code: 'RUNNER_LOCKED' } },
    });
  });
});

/** A shop with an edited file and a table made by hand. */
async function harmedShop(): Promise<Workplace> {
  const place = await openShop();
  place.write('migrations/orders_v1/001_orders.sql', '-- edited\nCREATE TABLE orders (id INTEGER PRIMARY KEY, symbol TEXT NOT NULL);\n');
  place.sql(ORDERS, 'CREATE TABLE by_hand (id INTEGER)');
  return place;
}

describe('repair', () => {
  test('shows what it would do and exits with 5; with --yes does it, and status is clean', async () => {
    const place = await harmedShop();
    const before = place.read(ORDERS);
    const shown = await place.run('repair');
    expect(shown.code).toBe(5);
    for (const text of [
      '→ 001: take migrations/orders_v1/001_orders.sql',
      '→ Take the schema',
      'table by_hand unexpected',
      '2 changes would be made',
      'zepix-migrate repair --yes',
    ]) {
      expect(shown.stdout).toContain(text);
    }
    const preview = await resultOf<readonly RepairResult[]>(place, 'repair');
    expect(preview).toMatchObject({ code: 5, report: { error: { code: 'CONFIRMATION_REQUIRED' } } });
    expect(preview.result.map(({ database, actions, done }) => [database, actions.map(({ kind }) => kind), done])).toEqual([
      ['orders', ['accept-file', 'accept-schema'], false],
      ['stock', [], false],
    ]);
    expect(place.read(ORDERS)).toBe(before);
    const done = await place.run('repair --yes');
    expect(done.code).toBe(0);
    expect(done.stdout).toContain('2 changes made in the ledger.');
    expect((await place.run('verify')).code).toBe(0);
    expect(await resultOf(place, 'repair --yes')).toMatchObject({ code: 0, report: { error: null } });
    expect((await place.run('repair')).stdout).toContain('Nothing to repair.');
    expect(await place.run('repair --quiet')).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('a database that is not there does not hide the others', async () => {
    const place = await harmedShop();
    place.remove('data/shop_stock.db');
    const { code, stdout, stderr } = await place.run('repair --yes');
    expect(code).toBe(6);
    expect(stdout).toContain('2 changes made in the ledger.');
    expect(stderr).toContain('[DATABASE_MISSING]');
    const again = await place.run('repair --yes');
    expect(again).toMatchObject({ code: 6, stdout: '' });
    expect(await resultOf(place, 'repair --filter stock')).toMatchObject({
      code: 6,
      result: [],
      report: { databases: [{ error: { code: 'DATABASE_MISSING' } }] },
    });
  });

  const ANSWERS: readonly (readonly [
    answer: string,
    keys: string,
    code: number,
    last: readonly [event: string, version: string | null],
  ])[] = [
    ['y', 'y', 0, ['drift-accepted', null]],
    ['n', 'n', 5, ['applied', '003']],
    ['Enter (the answer is no)', '\r', 5, ['applied', '003']],
    ['Ctrl-C', '\u0003', 5, ['applied', '003']],
  ];

  test.skipIf(!hasPty).each(ANSWERS)('asks on a terminal: %s', async (_, keys, code, last) => {
    const place = await harmedShop();
    const seen = await onTerminal(place, 'repair --filter orders', { cue: 'Change the ledger like this?', keys });
    expect(seen.code, seen.screen).toBe(code);
    expect(seen.screen).toContain('001_orders.sql');
    expect(place.rows(ORDERS, EVENTS).at(-1)).toEqual(last);
  });

  test.skipIf(!hasPty)('asks nobody where there is nothing to mend, or with --yes', async () => {
    for (const [place, args] of [
      [await openShop(), 'repair'],
      [await harmedShop(), 'repair --yes'],
    ] as const) {
      const seen = await onTerminal(place, args);
      expect(seen.code, seen.screen).toBe(0);
      expect(seen.screen).not.toContain('Change the ledger');
    }
  });
});

describe('history', () => {
  test('shows every event and that the chain holds', async () => {
    const place = await openShop();
    const { code, stdout } = await place.run('history --filter orders');
    expect(code).toBe(0);
    for (const text of ['orders', 'ledger created', 'applied', '001_orders', '003_index', '4 events, the chain holds; head '])
      expect(stdout).toContain(text);
    expect(stdout).not.toContain('stock');
    const { report, result } = await resultOf<readonly History[]>(place, 'history');
    expect(result.map(({ database, entries, broken }) => [database, entries.length, broken])).toEqual([
      ['orders', 4, null],
      ['stock', 4, null],
    ]);
    expect(result.map(({ head }) => head)).toEqual(report.databases.map(({ historyHead }) => historyHead));
  });

  test('--verbose shows whole hashes', async () => {
    const place = await openShop();
    const [[hash]] = place.rows(ORDERS, 'SELECT hash FROM schema_migrations_history WHERE id = 2') as [[string]];
    expect((await place.run('history -f orders')).stdout).not.toContain(hash);
    expect((await place.run('history -f orders -v')).stdout).toContain(hash);
  });

  test('a broken chain exits with 3, in every manner', async () => {
    const place = await openShop();
    place.sql(ORDERS, "UPDATE schema_migrations_history SET details = '{}' WHERE id = 2");
    const { code, stdout, stderr } = await place.run('history');
    expect(code).toBe(3);
    expect(stdout).toContain('The chain breaks at row 2: its fields were changed.');
    expect(stderr).toContain('[HISTORY_BROKEN]');
    const { code: json, result } = await resultOf<readonly History[]>(place, 'history');
    expect([json, result.map(({ broken }) => broken?.id ?? null)]).toEqual([3, [2, null]]);
    expect((await place.run('history --filter stock')).code).toBe(0);
  });

  test('a database without a ledger has none; one that is not there is told beside the others', async () => {
    const place = shop();
    place.sql(ORDERS, LEGACY);
    const { code, stdout, stderr } = await place.run('history');
    expect(code).toBe(6);
    expect(stdout).toContain('0 events');
    expect(stderr).toContain('There is no database at data/shop_stock.db.');
    expect(place.files('data')).toEqual(['.keep', 'shop_orders.db']);
  });
});

test.each(['redo', 'baseline', 'repair', 'history'])('the examples in the help of %s are accepted', async (command) => {
  const lines = await examples(command);
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) {
    const place = await openShop();
    const { code, report } = await place.json(line.replace('combined', 'orders'));
    expect({ line, isUsage: code === 64, command: report.command }).toEqual({ line, isUsage: false, command });
  }
});
