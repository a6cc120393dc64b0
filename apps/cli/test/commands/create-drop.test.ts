import { describe, expect, test } from 'vitest';
import type { Created, Dropped } from '@zepix/migrations-core';
import { openShop, shop } from '../shop.js';
import { resultOf } from './result.js';

const ORDERS = 'data/shop_orders.db';

describe('create', () => {
  test('makes what is missing with an empty ledger and nothing else', async () => {
    const place = shop();
    place.sql(ORDERS, 'CREATE TABLE mine (id INTEGER)');
    const { code, result } = await resultOf<readonly Created[]>(place, 'create');
    expect({ code, created: result.map(({ database, created }) => [database, created]) }).toEqual({
      code: 0,
      created: [
        ['orders', false],
        ['stock', true],
      ],
    });
    expect(place.rows('data/shop_stock.db', "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1").flat()).toEqual([
      'schema_migrations',
      'schema_migrations_history',
      'schema_migrations_models',
    ]);
    expect(place.rows('data/shop_stock.db', 'SELECT count(*) FROM schema_migrations')).toEqual([[0]]);
    expect(place.rows(ORDERS, 'SELECT name FROM sqlite_schema').flat()).toEqual(['mine']);
    expect((await place.json('status --filter stock')).report.databases[0]).toMatchObject({ state: 'pending', problems: [] });
    expect((await place.run('up --filter stock')).code).toBe(0);
  });

  test('makes no folder', async () => {
    const place = shop();
    place.remove('data');
    expect((await resultOf(place, 'create')).report.error?.code).toBe('DIRECTORY_MISSING');
    expect(place.exists('data')).toBe(false);
  });
});

describe('drop', () => {
  test('needs a yes, and shows what would go', async () => {
    const place = await openShop();
    const before = place.files('data');
    const { code, report, result } = await resultOf<readonly Dropped[]>(place, 'drop --filter orders');
    expect({ code, error: report.error?.code }).toEqual({ code: 5, error: 'CONFIRMATION_REQUIRED' });
    expect(result).toEqual([{ database: 'orders', files: [place.path(ORDERS), place.path(`${ORDERS}.migrate-lock`)], dropped: false }]);
    expect(place.files('data')).toEqual(before);
  });

  test('deletes the file and what belongs to it, nothing else; a second time there is nothing', async () => {
    const place = await openShop();
    place.sql(ORDERS, 'PRAGMA journal_mode = WAL; CREATE TABLE x (y)');
    place.write(`${ORDERS}.snapshots/keep.db`, 'mine');
    place.write(`${ORDERS}.txt`, 'mine');
    const { code, stdout } = await place.run('drop --filter orders --yes');
    expect(code).toBe(0);
    expect(stdout).toContain(`− ${place.path(ORDERS)}\n`);
    expect(place.files('data').filter((name) => name.startsWith('shop_orders'))).toEqual([
      'shop_orders.db.snapshots/keep.db',
      'shop_orders.db.txt',
    ]);
    expect(place.exists('data/shop_stock.db')).toBe(true);
    const again = await resultOf<readonly Dropped[]>(place, 'drop --filter orders');
    expect(again).toMatchObject({ code: 0, result: [{ files: [], dropped: false }] });
    expect(place.files('data').filter((name) => name.startsWith('shop_orders'))).toHaveLength(2);
  });

  test.each(['delete', 'wal'])('refuses while another connection writes, in %s mode', async (mode) => {
    const place = await openShop();
    const db = place.open(ORDERS);
    db.pragma(`journal_mode = ${mode}`);
    db.exec("BEGIN IMMEDIATE; INSERT INTO orders (symbol) VALUES ('A')");
    const { code, report } = await resultOf(place, 'drop --filter orders --yes');
    expect({ code, error: report.error?.code }).toEqual({ code: 4, error: 'DATABASE_LOCKED' });
    db.exec('COMMIT');
    expect(place.rows(ORDERS, 'SELECT symbol FROM orders')).toEqual([['A']]);
    expect(db.pragma('journal_mode', { simple: true })).toBe(mode);
  });

  test.runIf(process.platform === 'linux')('refuses while another program has it open, even at rest', async () => {
    const place = await openShop();
    const db = place.open(ORDERS);
    db.prepare('SELECT 1 FROM orders').get();
    expect((await resultOf(place, 'drop --filter orders --yes')).report.error).toMatchObject({
      code: 'DATABASE_LOCKED',
      message: `${ORDERS} is in use: process ${process.pid} has it open.`,
    });
    db.close();
    expect((await place.run('drop --filter orders --yes')).code).toBe(0);
  });

  test('refuses while a run is at work, and for a file that is no database', async () => {
    const place = await openShop();
    const lock = place.open(`${ORDERS}.migrate-lock`);
    lock.exec('BEGIN IMMEDIATE');
    expect((await resultOf(place, 'drop --filter orders --yes --lock-timeout 0')).report.error?.code).toBe('RUNNER_LOCKED');
    lock.exec('ROLLBACK');
    lock.close();
    place.write(ORDERS, 'a letter to somebody\n'.repeat(100));
    expect((await resultOf(place, 'drop --filter orders --yes')).report.error?.code).toBe('NOT_A_DATABASE');
    expect(place.read(ORDERS)).toContain('a letter');
  });
});
