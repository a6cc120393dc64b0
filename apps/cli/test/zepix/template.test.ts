import { expect, test } from 'vitest';
import { packed } from '../packed.js';
import { of } from '../workplace.js';
import { checkout, fileOf } from './checkout.js';

const FILE = fileOf('combined');
const HYBRID = "SELECT name FROM pragma_table_info('orders') WHERE name LIKE 'hybrid%' OR name LIKE 'order\\__\\_ticket' ESCAPE '\\'";
const LEDGER = 'SELECT version, description, checksum IS NOT NULL FROM schema_migrations ORDER BY version';
const SHIPPED = 'orders dual trades profit bookings signals and daily statistics';

const withOrders = packed(async () => {
  const place = checkout();
  await place.run('up --filter combined --to 001');
  place.sql(
    FILE,
    `INSERT INTO orders (plugin_id, ticket, symbol, order_type, lots, entry_price) VALUES ('combined_v3', 1, 'EURUSD', 'BUY', 0.1, 1.1), ('combined_v3', 2, 'XAUUSD', 'SELL', 0.01, 2650.5)`,
  );
  return place;
});

test('the template of the specification applies as it is written, and its closing SELECTs are told', async () => {
  const place = await withOrders();
  const answer = await place.json('up --filter combined --to 002');
  const [ran] = of(answer, 'combined').ran;
  expect({ code: answer.code, status: ran?.status }).toEqual({ code: 0, status: 'applied' });
  expect(ran?.notices.slice(-2)).toEqual(['status: ✅ Migration 002 applied successfully', 'total_orders: 2']);
  expect(place.rows(FILE, HYBRID).flat()).toEqual(['hybrid_sl_enabled', 'hybrid_sl_pips', 'order_a_ticket', 'order_b_ticket']);
  expect(place.rows(FILE, 'SELECT hybrid_sl_enabled, hybrid_sl_pips, order_a_ticket FROM orders')).toEqual([
    [0, 0, null],
    [0, 0, null],
  ]);
  const rows = place.rows(FILE, LEDGER) as [string, string, number][];
  expect(rows.map(([version, description]) => [version, description.replaceAll(/ of .*|,/g, '').toLowerCase()])).toEqual([
    ['001', SHIPPED],
    ['002', 'add hybrid sl columns to orders table'],
  ]);
  expect(rows.every(([, , hashed]) => hashed === 1)).toBe(true);
});

test('its rollback takes back exactly that, and tells its closing SELECTs', async () => {
  const place = await withOrders();
  const before = place.rows(FILE, 'SELECT * FROM orders');
  await place.run('up --filter combined --to 002');
  place.sql(FILE, 'UPDATE orders SET hybrid_sl_enabled = 1, order_a_ticket = 77 WHERE ticket = 1');
  const answer = await place.json('down --filter combined --yes');
  const [ran] = of(answer, 'combined').ran;
  expect({ code: answer.code, status: ran?.status }).toEqual({ code: 0, status: 'rolled-back' });
  expect(ran?.notices.slice(-2)).toEqual(['status: ✅ Migration 002 rolled back successfully', 'total_orders: 2']);
  expect(place.rows(FILE, 'SELECT * FROM orders')).toEqual(before);
  expect(place.rows(FILE, 'SELECT version FROM schema_migrations')).toEqual([['001']]);
});

test('both tell it on the terminal too', async () => {
  const place = await withOrders();
  expect((await place.run('up --filter combined --to 002')).stdout).toContain(
    '      status: ✅ Migration 002 applied successfully\n      total_orders: 2\n',
  );
  expect((await place.run('down --filter combined --yes')).stdout).toContain(
    '      status: ✅ Migration 002 rolled back successfully\n      total_orders: 2\n',
  );
});

test('the partial index is used by the query that its comment names', async () => {
  const place = await withOrders();
  await place.run('up --filter combined --yes');
  const plan = place.rows(FILE, "EXPLAIN QUERY PLAN SELECT * FROM orders WHERE hybrid_sl_enabled = 1 AND symbol = 'EURUSD'");
  expect(JSON.stringify(plan)).toContain('idx_orders_hybrid_sl');
});
