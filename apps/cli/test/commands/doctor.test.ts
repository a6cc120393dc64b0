import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Finding, Health } from '@zepix/migrations-core';
import { openShop, shop } from '../shop.js';
import { resultOf } from './result.js';

const ORDERS = 'data/shop_orders.db';
const about = (result: readonly Health[], topic: string): readonly Finding[] =>
  result.flatMap(({ findings }) => findings.filter((one) => one.topic === topic));

describe.each(['delete', 'wal'])('doctor in %s mode', (mode) => {
  test('finds nothing in healthy databases, changes no byte and leaves no file', async () => {
    const place = await openShop();
    place.sql(ORDERS, `PRAGMA journal_mode = ${mode}`);
    const before = place.files('data').map((name) => [name, readFileSync(place.path(`data/${name}`)).toString('base64')]);
    const { code, result } = await resultOf<readonly Health[]>(place, 'doctor --full');
    expect({ code, levels: new Set(result.flatMap(({ findings }) => findings.map(({ level }) => level))) }).toEqual({
      code: 0,
      levels: new Set(['ok']),
    });
    expect(about(result, 'journal mode').map(({ text }) => text)).toContain(mode);
    expect(about(result, 'integrity')[0]?.text).toBe('integrity_check finds nothing');
    expect(about(result, 'write lock')[0]?.text).toBe('free: nobody is writing right now');
    expect(place.files('data').map((name) => [name, readFileSync(place.path(`data/${name}`)).toString('base64')])).toEqual(before);
  });

  test('sees that somebody writes, and goes on', async () => {
    const place = await openShop();
    const db = place.open(ORDERS);
    db.pragma(`journal_mode = ${mode}`);
    db.exec("BEGIN IMMEDIATE; INSERT INTO orders (symbol) VALUES ('EURUSD')");
    const { code, result } = await resultOf<readonly Health[]>(place, 'doctor --filter orders');
    expect({ code, finding: about(result, 'write lock')[0]?.level }).toEqual({ code: 0, finding: 'warn' });
    db.exec('COMMIT');
  });
});

describe('doctor', () => {
  test('names what other tools and broken rebuilds left behind, and nothing else', async () => {
    const place = await openShop();
    place.sql(
      ORDERS,
      `CREATE TABLE __drizzle_migrations (id INTEGER); CREATE TABLE knex_migrations (id INTEGER); CREATE TABLE _prisma_migrations (id TEXT);
       CREATE TABLE d1_migrations (id INTEGER); CREATE TABLE __new_orders (id INTEGER); CREATE TABLE new_orders (id INTEGER);
       CREATE TABLE orders_backup_002 (id INTEGER); CREATE TABLE new_ideas (id INTEGER); CREATE TABLE migrations (id INTEGER); ANALYZE`,
    );
    const { result } = await resultOf<readonly Health[]>(place, 'doctor --filter orders');
    expect(about(result, 'leftovers').map(({ level, text }) => `${level} ${text}`)).toEqual([
      'warn __drizzle_migrations is the ledger of drizzle-orm',
      'warn __new_orders looks like the rest of a rebuild by drizzle-kit',
      'warn _prisma_migrations is the ledger of Prisma',
      'warn d1_migrations is the ledger of Wrangler (Cloudflare D1)',
      'warn knex_migrations is the ledger of Knex',
      'warn new_orders looks like the rest of a rebuild of orders',
      'warn orders_backup_002 looks like the rest of a copy that was made by hand or by a script',
    ]);
  });

  test.each([
    ['version TEXT', 'dbmate or Rails'],
    ['version INTEGER, dirty BOOLEAN', 'golang-migrate'],
  ])('tells the ledger of another tool by its shape: %s', async (columns, tool) => {
    const place = shop();
    place.sql(ORDERS, `CREATE TABLE schema_migrations (${columns})`);
    const { result } = await resultOf<readonly Health[]>(place, 'doctor --filter orders');
    expect(about(result, 'leftovers')[0]?.text).toBe(`schema_migrations is the ledger of ${tool}`);
  });

  test('counts rows that break a foreign key', async () => {
    const place = await openShop();
    place.sql(
      ORDERS,
      'PRAGMA foreign_keys = OFF; CREATE TABLE fills (id INTEGER PRIMARY KEY, o INTEGER REFERENCES orders (id)); INSERT INTO fills VALUES (1, 7), (2, 8)',
    );
    const { result } = await resultOf<readonly Health[]>(place, 'doctor --filter orders');
    expect(about(result, 'foreign keys')[0]).toMatchObject({
      level: 'warn',
      text: '2 rows break one, such as fills (o = 7) without its orders',
    });
  });

  test('a damaged database is bad: exit 6, and the others are examined all the same', async () => {
    const place = await openShop();
    place.sql(
      ORDERS,
      'CREATE TABLE many (x TEXT); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO many SELECT hex(randomblob(20)) FROM n',
    );
    const [root] = place.rows(ORDERS, "SELECT rootpage FROM sqlite_schema WHERE name = 'many'") as [[number]];
    const file = openSync(place.path(ORDERS), 'r+');
    writeSync(file, Buffer.alloc(200, 0x5a), 0, 200, (root[0] - 1) * 4096 + 8);
    closeSync(file);
    const { code, stdout } = await place.run('doctor');
    expect(code).toBe(6);
    expect(stdout).toMatch(/✖\s+(integrity|database)/);
    expect(stdout).toContain('shop_stock.db');
  });

  test('a missing database is to be looked at, a file of another kind is bad', async () => {
    const place = shop();
    place.write(ORDERS, 'no database\n'.repeat(100));
    const { code, result } = await resultOf<readonly Health[]>(place, 'doctor');
    expect({ code, levels: result.map(({ findings }) => findings.map(({ topic, level }) => `${topic} ${level}`)) }).toEqual({
      code: 6,
      levels: [['database bad'], ['database warn']],
    });
    expect(place.exists('data/shop_stock.db')).toBe(false);
  });

  test('says who holds the lock of the runner, and what a run that died left', async () => {
    const place = await openShop();
    const lock = place.open(`${ORDERS}.migrate-lock`);
    lock.exec('BEGIN IMMEDIATE');
    place.write(`${ORDERS}.migrate-lock.owner`, JSON.stringify({ pid: 4711, host: 'box', since: '2026-01-12T09:30:00.000Z', runId: 'r' }));
    const held = await resultOf<readonly Health[]>(place, 'doctor --filter orders');
    expect(about(held.result, 'runner lock')[0]).toMatchObject({
      level: 'warn',
      text: 'held by process 4711 on box (since 2026-01-12T09:30:00.000Z)',
    });
    lock.exec('ROLLBACK');
    const free = await resultOf<readonly Health[]>(place, 'doctor --filter orders');
    expect(about(free.result, 'runner lock')[0]).toMatchObject({
      level: 'ok',
      text: expect.stringMatching(/^free; process 4711/) as string,
    });
  });

  test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('says what this user may not write', async () => {
    const place = await openShop();
    spawnSync('chmod', ['a-w', place.path(ORDERS)]);
    const { result } = await resultOf<readonly Health[]>(place, 'doctor --filter orders');
    expect(about(result, 'permissions')[0]?.level).toBe('warn');
  });
});
