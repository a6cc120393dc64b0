import { describe, expect, test } from 'vitest';
import { golden, masked } from './golden.js';
import { APP, openShop, shop, single } from './shop.js';
import type { Arguments, Workplace } from './workplace.js';
import { checkout } from './zepix/checkout.js';

const ORDERS = 'data/shop_orders.db';
const PENDING = 'migrations/orders_v1/004_more.sql';

/** Compares what a command prints (stdout, then stderr, then the exit code) with golden/NAME.txt. */
async function expectOutput(name: string, place: Workplace, args: Arguments): Promise<void> {
  const { code, stdout, stderr } = await place.run(args);
  const told = `${masked(stdout, place.root)}--- stderr\n${masked(stderr, place.root)}--- exit ${code}\n`;
  expect(told).toBe(golden(name, told));
}

describe('up', () => {
  test('of the three databases, the first time and again', async () => {
    const place = checkout();
    await expectOutput('up-first', place, 'up');
    await expectOutput('up-again', place, 'up');
  });

  test('of one database of several', async () => expectOutput('up-one', shop(), 'up --filter stock --to 002'));

  test('that needs a yes', async () => {
    const place = await openShop();
    place.sql(ORDERS, "INSERT INTO orders (symbol) VALUES ('EURUSD')");
    place.write(PENDING, 'DELETE FROM orders;\nDROP TABLE orders;\n');
    await expectOutput('up-refused', place, 'up');
  });

  test('that another program keeps waiting', async () => {
    const place = await openShop();
    place.write(PENDING, 'CREATE TABLE more (id INTEGER);\n');
    place.open(ORDERS).exec('BEGIN IMMEDIATE');
    await expectOutput('up-locked', place, 'up --lock-timeout 0');
  });

  test('that stops at a failure in the first of two databases', async () => {
    const place = shop();
    place.write('migrations/orders_v1/002_lots.sql', 'ALTER TABLE order ADD COLUMN lots REAL;\n');
    await expectOutput('up-failed', place, 'up');
  });
});

describe('a failing migration points at the word', () => {
  const SCRIPTS: Readonly<Record<string, string>> = {
    plain: 'CREATE TABLE a (id INTEGER);\n\nINSERT INTO nowhere VALUES (1);\n\nCREATE TABLE b (id INTEGER);\n',
    tabs: 'CREATE TABLE a (\n\tid\tINTEGER\n);\nINSERT\tINTO\tnowhere\tVALUES (1);\n',
    wide: "CREATE TABLE a (t TEXT);\nINSERT INTO a SELECT '漢字 🙂 é' FROM nowhere;\n",
    'wide-before': "CREATE TABLE a (t TEXT);\n/* 漢字 🙂 */ INSERT INTO nowhere VALUES ('x');\n",
    first: 'CREATE TABL a (id INTEGER);\n',
    'many-lines': `${'-- a comment\n'.repeat(120)}CREATE TABLE a (\n  id INTEGER,\n  wrong wrong wrong CHECK\n);\n`,
    'windows-lines': 'CREATE TABLE a (id INTEGER);\r\nINSERT INTO nowhere VALUES (1);\r\n',
    guard: "CREATE TABLE a (id INTEGER);\nSELECT CASE WHEN 1 = 1 THEN RAISE(ABORT, 'not on my watch') END;\n",
    assert: 'CREATE TABLE a (id INTEGER);\n-- assert: a must have rows\nSELECT count(*) > 0 FROM a;\n',
    'long-statement': `CREATE TABLE a (\n${'  id INTEGER, -- the same again\n'.repeat(8)}  last INTEGER\n);\n`,
  };

  test.each(Object.entries(SCRIPTS))('%s', async (name, script) => {
    await expectOutput(`failed-${name}`, single({ '001_a.sql': script }), ['up', ...APP]);
  });

  test('a rule of the folder points at the file', async () => {
    const place = single({ '001_a.sql': '-- Transacton: NO\nSELECT 1;\n', '002-b c.sql': 'SELECT 1;\n', '003_c.sql': 'COMMIT;\n' });
    await expectOutput('refused-files', place, ['up', ...APP]);
  });
});

describe('status', () => {
  test('before anything was done', async () => expectOutput('status-missing', shop(), 'status'));

  test('of what is up to date, pending, changed and drifted', async () => {
    const place = await openShop();
    await expectOutput('status-up-to-date', place, 'status');
    place.write(PENDING, 'CREATE TABLE more (id INTEGER);\n');
    place.write('migrations/orders_v1/005_most.sql', 'CREATE TABLE most (id INTEGER);\n');
    await expectOutput('status-pending', place, 'status');
    place.write('migrations/stock_v2/002_price.sql', 'ALTER TABLE stock ADD COLUMN price TEXT;\n');
    place.sql(ORDERS, 'ALTER TABLE orders ADD COLUMN by_hand TEXT; DROP INDEX idx_orders_symbol');
    await expectOutput('status-troubled', place, 'status');
    await expectOutput('verify-troubled', place, 'verify');
    await expectOutput('status-troubled-quiet', place, 'status --quiet');
  });

  test('after a failure', async () => {
    const place = await openShop();
    place.write(PENDING, 'DROP TABLE nowhere;\n');
    await place.run('up');
    await expectOutput('status-failed', place, 'status');
  });

  test('of what can not be used', async () => {
    const place = await openShop();
    place.write(ORDERS, 'this is no database\n'.repeat(60));
    place.remove('data/shop_stock.db');
    place.sql('data/shop_stock.db', 'CREATE TABLE schema_migrations (version VARCHAR(128) PRIMARY KEY)');
    await expectOutput('status-unusable', place, 'status');
  });
});

describe('plan and down', () => {
  test('plan of everything, and of the way back', async () => {
    const place = shop();
    await expectOutput('plan-first', place, 'plan');
    await place.run('up');
    place.sql(ORDERS, "INSERT INTO orders (symbol) VALUES ('EURUSD')");
    await expectOutput('plan-nothing', place, 'plan');
    await expectOutput('plan-down', place, 'plan --to 0 --filter orders');
    await expectOutput('down-dry-run', place, 'down --to 001 --filter orders --dry-run');
  });

  test('down is refused without a yes, and over several databases', async () => {
    const place = await openShop();
    place.sql(ORDERS, "INSERT INTO orders (symbol) VALUES ('EURUSD')");
    await expectOutput('down-refused', place, 'down --to 0 --filter orders');
    await expectOutput('down-ambiguous', place, 'down');
    await expectOutput('down-done', place, 'down --filter orders --yes');
  });
});

describe('prune', () => {
  test('shows first what it would give up, and then names the order that gives up just that', async () => {
    const place = await openShop();
    place.sql(ORDERS, "INSERT INTO orders (symbol) VALUES ('EURUSD')");
    place.write(PENDING, "UPDATE orders SET symbol = 'USD';\n");
    await place.run('up --filter orders --no-snapshot --no-rehearse --yes');
    await expectOutput('prune-some', place, 'prune --filter orders --keep 1');
    await expectOutput('prune-refused', place, 'prune --filter orders --older-than 0h --keep 9');
    await expectOutput('prune-done', place, 'prune --filter orders --yes');
    await expectOutput('prune-nothing', place, 'prune --filter orders');
  });
});

describe('errors without a database', () => {
  test('a broken configuration', async () => {
    const place = shop();
    place.remove('zepix.config.json');
    place.write('zepix.config.ts', 'export default {\n  databases: {\n    orders: {,\n  },\n};\n');
    await expectOutput('error-configuration', place, 'status');
  });

  test('a filter that matches nothing, and no configuration at all', async () => {
    await expectOutput('error-filter', shop(), 'up --filter prices');
    const place = shop();
    place.remove('zepix.config.json');
    await expectOutput('error-nothing-configured', place, 'up');
  });
});
