import { describe, expect, test } from 'vitest';
import type { Squash } from '@zepix/migrations-core';
import { APP, openShop, shop, single } from '../shop.js';
import type { Workplace } from '../workplace.js';
import { resultOf } from './result.js';

const ORDERS = 'data/shop_orders.db';
const SCHEMA =
  "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE tbl_name NOT LIKE 'schema_migrations%' AND tbl_name NOT LIKE '!_zepix!_%' ESCAPE '!' ORDER BY 1, 2";

const squash = (place: Workplace, more = ''): ReturnType<typeof resultOf<Squash>> =>
  resultOf(place, `squash --to 003 --filter orders ${more}`);
const state = async (place: Workplace, args = 'status --filter orders'): Promise<unknown> => {
  const { code, report } = await place.json(args);
  return {
    code,
    states: report.databases.map((one) => one.state),
    problems: report.databases.flatMap(({ problems }) => problems.map((one) => one.code)),
  };
};
const CLEAN = { code: 0, states: ['up-to-date'], problems: [] };

describe('squash', () => {
  test('an old and a new database are clean, and as alike as before', async () => {
    const place = await openShop();
    const { code, result } = await squash(place);
    expect({ code, written: result.written, migrations: result.migrations }).toEqual({ code: 0, written: true, migrations: 3 });
    expect(place.files('migrations/orders_v1')).toEqual([
      '003_squashed.sql',
      'rollback/003_rollback_squashed.sql',
      'squashed/003/001_orders.sql',
      'squashed/003/002_lots.sql',
      'squashed/003/003_index.sql',
      'squashed/003/rollback/001_rollback_orders.sql',
      'squashed/003/rollback/002_rollback_lots.sql',
      'squashed/003/rollback/003_rollback_index.sql',
    ]);
    expect(await state(place)).toEqual(CLEAN);
    expect(await state(place, 'verify --filter orders')).toEqual(CLEAN);
    expect((await place.run('check')).code).toBe(0);
    expect((await place.run('repair --filter orders')).stdout).toContain('Nothing to repair');
    const old = place.rows(ORDERS, SCHEMA);
    place.remove(ORDERS);
    expect((await place.run('up --filter orders')).code).toBe(0);
    expect(place.rows(ORDERS, 'SELECT version FROM schema_migrations').flat()).toEqual(['003']);
    expect(place.rows(ORDERS, SCHEMA)).toEqual(old);
    expect(await state(place, 'verify --filter orders')).toEqual(CLEAN);
  });

  test('both go on from there: requirements of what was replaced are met, here and in other databases', async () => {
    const place = await openShop();
    await squash(place);
    place.write('migrations/orders_v1/004_more.sql', '-- Requires: 002_lots.sql\nALTER TABLE orders ADD COLUMN more TEXT;\n');
    place.write('migrations/stock_v2/004_x.sql', '-- Requires: orders/001\nALTER TABLE stock ADD COLUMN x TEXT;\n');
    expect((await place.run('up')).code).toBe(0);
    place.remove(ORDERS);
    place.remove('data/shop_stock.db');
    expect((await place.run('up')).code).toBe(0);
    expect(place.rows(ORDERS, 'SELECT version FROM schema_migrations').flat()).toEqual(['003', '004']);
  });

  test('an old database goes back step by step as it was applied; a new one goes back as a whole', async () => {
    const place = await openShop();
    await squash(place);
    expect((await place.run('down --filter orders --yes')).code).toBe(0);
    expect(place.rows(ORDERS, 'SELECT version FROM schema_migrations').flat()).toEqual(['001', '002']);
    expect(place.rows(ORDERS, "SELECT count(*) FROM pragma_table_info('orders')")).toEqual([[3]]);
    expect(await state(place)).toEqual({ code: 5, states: ['pending'], problems: ['SQUASH_BEHIND'] });
    expect((await place.json('up --filter orders')).report.databases[0]?.error).toMatchObject({
      code: 'SQUASH_BEHIND',
      hint: expect.stringContaining('up --database data/shop_orders.db --migrations migrations/orders_v1/squashed/003') as string,
    });
    expect((await place.run('up --database data/shop_orders.db --migrations migrations/orders_v1/squashed/003')).code).toBe(0);
    expect(await state(place)).toEqual(CLEAN);
    expect((await place.run('down --filter orders --to 0 --yes')).code).toBe(0);
    expect((await place.run('up --filter orders')).code).toBe(0);
    expect((await place.run('down --filter orders --yes')).code).toBe(0);
    expect(place.rows(ORDERS, SCHEMA)).toEqual([]);
  });

  test('a squash is squashed once more, and every database stays clean', async () => {
    const place = await openShop();
    await squash(place);
    place.write('migrations/orders_v1/004_more.sql', 'ALTER TABLE orders ADD COLUMN more TEXT;\n');
    place.write('migrations/orders_v1/rollback/004_rollback_more.sql', 'ALTER TABLE orders DROP COLUMN more;\n');
    await place.run('up --filter orders');
    expect((await resultOf(place, 'squash --to 4 --filter orders')).code).toBe(0);
    expect(await state(place)).toEqual(CLEAN);
    place.remove(ORDERS);
    await place.run('up --filter orders');
    expect(await state(place)).toEqual(CLEAN);
  });

  test('a migration that was edited before the squash is still a changed file', async () => {
    const place = await openShop();
    place.write('migrations/orders_v1/001_orders.sql', 'CREATE TABLE orders (id INTEGER PRIMARY KEY, symbol TEXT);\n');
    await squash(place);
    expect(await state(place)).toEqual({ code: 3, states: ['changed-file'], problems: ['CHANGED_FILE'] });
  });

  test('refuses where the database stands among them, where there is one only, where the version is unknown', async () => {
    const place = shop();
    await place.run('up --filter orders --to 002');
    expect((await squash(place)).report.error?.code).toBe('SQUASH_BEHIND');
    expect((await resultOf(place, 'squash --to 001 --filter stock')).report.error?.code).toBe('SQUASH_REFUSED');
    expect((await resultOf(place, 'squash --to 009 --filter stock')).report.error?.code).toBe('VERSION_UNKNOWN');
    expect((await resultOf(place, 'squash --to 003')).report.error?.code).toBe('FILTER_REQUIRED');
    expect(place.files('migrations/orders_v1')).toHaveLength(6);
  });

  test('--dry-run prints the file and writes nothing', async () => {
    const place = shop();
    const { code, stdout } = await place.run('squash --to 003 --filter orders --dry-run');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^-- Migration: 003_squashed\.sql\n/);
    expect(stdout).toContain('Nothing was written.');
    expect(place.files('migrations/orders_v1')).toHaveLength(6);
  });
});

describe('what a squash keeps', () => {
  const VALUES = `CREATE TABLE v (id INTEGER PRIMARY KEY AUTOINCREMENT, x, r REAL, t TEXT COLLATE NOCASE, at TEXT DEFAULT CURRENT_TIMESTAMP);
    CREATE TABLE loose (a, b);
    CREATE TABLE fixed (k TEXT PRIMARY KEY, g TEXT AS (upper(k))) WITHOUT ROWID;
    CREATE TABLE log (n INTEGER);
    INSERT INTO v (x, r, t, at) VALUES (9223372036854775807, 1.0, 'it''s', '2020-01-01'), (-9223372036854775808, 0.1, 'a' || char(13, 10) || 'b', NULL),
      (x'00ff', 5e-324, 'a' || char(0) || 'b', 'x'), (-0.0, 9e999, CAST(x'c328' AS TEXT), 'y'), (1e21, -9e999, 'ünï', 'z'), (NULL, 1.7976931348623157e308, '', 'q'), ('7', 3, ';--', 'w');
    INSERT INTO v (id, x) VALUES (100, 'gone'); DELETE FROM v WHERE id = 100;
    INSERT INTO loose (rowid, a, b) VALUES (3, 1, 1.0), (9, '1', x'31');
    INSERT INTO fixed (k) VALUES ('b'), ('a');`;

  test("every value bit for bit, rowids, counters, and the file's own numbers", async () => {
    const place = single({
      '001_a.sql': VALUES,
      '002_b.sql':
        'CREATE TRIGGER tr AFTER INSERT ON loose BEGIN INSERT INTO log VALUES (new.rowid); END; INSERT INTO loose VALUES (5, 5); PRAGMA user_version = 7; PRAGMA application_id = 99;',
    });
    await place.run(['up', ...APP]);
    const look = (): unknown[] => [
      ...place.rows('app.db', 'SELECT id, typeof(x), hex(x), quote(x), typeof(r), quote(r), hex(t), at FROM v'),
      ...place.rows('app.db', 'SELECT rowid, typeof(a), quote(a), typeof(b), quote(b) FROM loose'),
      ...place.rows('app.db', 'SELECT * FROM fixed'),
      ...place.rows('app.db', 'SELECT * FROM log'),
      ...place.rows('app.db', 'SELECT * FROM sqlite_sequence ORDER BY name'),
      place.rows('app.db', 'PRAGMA user_version'),
      place.rows('app.db', 'PRAGMA application_id'),
      ...place.rows('app.db', SCHEMA),
    ];
    const before = look();
    const { code, result } = await resultOf<Squash>(place, ['squash', '--to', '2', ...APP]);
    expect({ code, frozen: result.frozen, defaulted: result.defaulted }).toEqual({ code: 0, frozen: [], defaulted: [] });
    place.remove('app.db');
    expect((await place.run(['up', ...APP])).code).toBe(0);
    expect(look()).toEqual(before);
  });

  test('values from the clock are left to their default; without one they are told', async () => {
    const place = single({
      '001_a.sql': 'CREATE TABLE t (id INTEGER PRIMARY KEY, at TEXT DEFAULT CURRENT_TIMESTAMP, day TEXT DEFAULT CURRENT_DATE, other TEXT);',
      '002_b.sql': "INSERT INTO t (id, other) VALUES (1, datetime('now')); INSERT INTO t VALUES (2, '2020-02-02', '2020-02-02', 'fixed');",
    });
    const { result } = await resultOf<Squash>(place, ['squash', '--to', '2', ...APP]);
    expect({ frozen: result.frozen, defaulted: result.defaulted }).toEqual({ frozen: ['t.other'], defaulted: ['t.at', 't.day'] });
    expect(result.sql).toMatch(/INSERT INTO t \(id, other\) VALUES \(1, '\d{4}-\d\d-\d\d [\d:]+'\);/);
    expect(result.sql).toContain("INSERT INTO t (id, at, day, other) VALUES (2, '2020-02-02', '2020-02-02', 'fixed');");
  });

  test('migrations that make another number of rows each time can not be squashed', async () => {
    const place = single({
      '001_a.sql': 'CREATE TABLE t (x);',
      '002_b.sql':
        'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) INSERT INTO t SELECT i FROM n WHERE random() > 0;',
    });
    const { code, report } = await resultOf(place, ['squash', '--to', '2', ...APP]);
    expect({ code, error: report.error?.code }).toEqual({ code: 5, error: 'SQUASH_UNPROVEN' });
    expect(place.files('migrations')).toEqual(['001_a.sql', '002_b.sql']);
  });
});

describe('migrations that are code', () => {
  const code = (body: string): string =>
    `import { defineMigration, sql } from '@zepix/migrations-core';\nexport default defineMigration({ ${body} });\n`;
  const UP = 'up(m) { m.run(sql`INSERT INTO t (x) VALUES (${41 + 1})`); }';

  test('are checked, and squashed into SQL', async () => {
    const place = single({
      '001_a.sql': '-- Reversible: NO\nCREATE TABLE t (x INTEGER);\n',
      '002_fill.ts': code(`${UP}, down(m) { m.run(sql\`DELETE FROM t\`); }`),
      '003_more.ts': code(UP),
    });
    await place.run(['up', ...APP]);
    const checked = await resultOf<readonly { problems: readonly { code: string; file: string }[] }[]>(place, ['check', ...APP]);
    expect({ code: checked.code, found: checked.result[0]?.problems.map((one) => `${one.code} ${one.file}`) }).toEqual({
      code: 0,
      found: ['ROLLBACK_MISSING migrations/003_more.ts'],
    });
    const { code: exit, result } = await resultOf<Squash>(place, ['squash', '--to', '3', ...APP]);
    expect({ exit, moved: result.replaced.map(({ movedTo }) => movedTo) }).toEqual({
      exit: 0,
      moved: ['migrations/squashed/003/001_a.sql', 'migrations/squashed/003/002_fill.ts', 'migrations/squashed/003/003_more.ts'],
    });
    expect(result.sql.match(/INSERT INTO t \(x\) VALUES \(42\);/g)).toHaveLength(2);
    expect(await state(place, `status ${APP.join(' ')}`)).toEqual(CLEAN);
    place.remove('app.db');
    expect((await place.run(['up', ...APP])).code).toBe(0);
    expect(await state(place, `status ${APP.join(' ')}`)).toEqual(CLEAN);
  });
});
