import { describe, expect, test } from 'vitest';
import type { NewMigration } from '@zepix/migrations-core';
import { APP, openShop, shop, single } from '../shop.js';
import { resultOf } from './result.js';

describe('new', () => {
  test('writes the next migration and its rollback, which apply and go back as they are', async () => {
    const place = await openShop();
    const { code, stdout } = await place.run(['new', 'Add orderNotes!', '--filter', 'orders', '--title', 'Notes\non orders']);
    expect(code).toBe(0);
    expect(stdout).toContain('migrations/orders_v1/004_add_order_notes.sql');
    expect(stdout).toContain('migrations/orders_v1/rollback/004_rollback_add_order_notes.sql');
    expect(stdout).toContain('Next: ');
    const text = place.read('migrations/orders_v1/004_add_order_notes.sql');
    expect(text).toMatch(
      /^-- Migration: 004_add_order_notes\.sql\n-- Database: shop_orders\.db\n-- Description: Notes on orders\n-- Version: 004\n-- Requires: 003_index\.sql\n-- Author: \S+\n-- Reversible: YES\n/,
    );
    expect((await place.run('check --filter orders')).code).toBe(0);
    expect((await place.run('up --filter orders')).code).toBe(0);
    expect(place.rows('data/shop_orders.db', "SELECT description FROM schema_migrations WHERE version = '004'")).toEqual([
      ['Notes on orders'],
    ]);
    expect((await place.run('down --filter orders --yes')).code).toBe(0);
    expect(place.rows('data/shop_orders.db', 'SELECT max(version) FROM schema_migrations')).toEqual([['003']]);
  });

  test.each([
    [['1_a.sql'], '2'],
    [['009_a.sql'], '010'],
    [['999_a.sql'], '1000'],
    [['0001_a.sql', '0002_b.sql'], '0003'],
    [[], '001'],
  ])('counts on behind %j: %s', async (files, version) => {
    const place = single(Object.fromEntries(files.map((name) => [name, 'SELECT 1;\n'])));
    place.write('migrations/.keep', '');
    const { code, result } = await resultOf<NewMigration>(place, ['new', 'next one', ...APP]);
    expect({ code, version: result.version, file: result.file }).toEqual({ code: 0, version, file: `migrations/${version}_next_one.sql` });
  });

  test('--timestamp numbers by the time in UTC, and so does a folder of times', async () => {
    const place = single({ '001_a.sql': 'SELECT 1;\n' });
    const now = Date.now();
    const first = await resultOf<NewMigration>(place, ['new', 'timed', '--timestamp', ...APP]);
    const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(first.result.version)?.slice(1).map(Number) ?? [];
    const [year = 0, month = 0, ...rest] = parts;
    expect(Math.abs(Date.UTC(year, month - 1, ...rest) - now)).toBeLessThan(60_000);
    const second = await resultOf<NewMigration>(place, ['new', 'again', ...APP]);
    expect(second.result.version).toHaveLength(14);
    expect(second.result.version > first.result.version).toBe(true);
    expect((await place.run(['up', ...APP])).code).toBe(0);
  });

  test('--no-rollback writes none and declares it irreversible', async () => {
    const place = await openShop();
    const { result } = await resultOf<NewMigration>(place, 'new gone --filter stock --no-rollback');
    expect(result.rollback).toBeNull();
    expect(place.read(result.file)).toContain('-- Reversible: NO\n');
    expect(place.exists('migrations/stock_v2/rollback/004_rollback_gone.sql')).toBe(false);
    expect((await place.run('check')).code).toBe(0);
    await place.run('up');
    const back = await place.json('down --filter stock --yes');
    expect(back.report.databases[0]?.error?.code).toBe('IRREVERSIBLE');
  });

  test('wants one database, a name, and a folder', async () => {
    const place = shop();
    expect((await resultOf(place, 'new x')).report.error?.code).toBe('FILTER_REQUIRED');
    expect((await resultOf(place, 'new x --filter orders,stock')).report.error?.code).toBe('FILTER_REQUIRED');
    expect(await resultOf(place, ['new', '!?', '--filter', 'orders'])).toMatchObject({
      code: 64,
      report: { error: { code: 'NAME_INVALID' } },
    });
    place.remove('migrations/orders_v1');
    expect((await resultOf(place, 'new x --filter orders')).report.error?.code).toBe('FOLDER_MISSING');
    place.write(
      'zepix.config.json',
      JSON.stringify({ databases: { bundled: { file: 'data/b.db', migrations: { '001_a.sql': 'SELECT 1;' } } } }),
    );
    expect((await resultOf(place, 'new x')).report.error?.code).toBe('SOURCE_READ_ONLY');
  });

  test('never overwrites: a rollback that is in the way leaves no half behind', async () => {
    const place = single({ '001_a.sql': 'SELECT 1;\n', 'rollback/002_rollback_b.sql': 'SELECT 2;\n' });
    const { code, report } = await resultOf(place, ['new', 'b', ...APP]);
    expect({ code, error: report.error?.code }).toEqual({ code: 5, error: 'FILE_EXISTS' });
    expect(place.files('migrations')).toEqual(['001_a.sql', 'rollback/002_rollback_b.sql']);
    expect(place.read('migrations/rollback/002_rollback_b.sql')).toBe('SELECT 2;\n');
  });
});
