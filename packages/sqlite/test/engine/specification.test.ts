import { existsSync, readFileSync } from 'node:fs';
import { JOURNAL_MODES } from '@zepix/testkit';
import type { JournalMode } from '@zepix/testkit';
import { describe, expect, test } from 'vitest';
import { engine, steps } from './engine.js';
import type { Engine } from './engine.js';

const read = (name: string): string => readFileSync(new URL(`./fixtures/specification/${name}`, import.meta.url), 'utf8');
const INITIAL = { '001_initial_schema.sql': read('001_initial_schema.sql') };
/** The template of the specification, byte for byte. */
const TEMPLATE = {
  '002_add_hybrid_sl.sql': read('002_add_hybrid_sl.sql'),
  'rollback/002_rollback_hybrid_sl.sql': read('rollback/002_rollback_hybrid_sl.sql'),
};
const CONFIG = { aliases: ['zepix_combined.db'] };
const ORDER =
  "INSERT INTO orders (plugin_id, ticket, symbol, order_type, lots, entry_price) VALUES ('v3', 11, 'EURUSD', 'BUY', 0.1, 1.0842)";

async function combined(journalMode: JournalMode): Promise<Engine> {
  const one = engine({ ...INITIAL, ...TEMPLATE }, { journalMode, config: CONFIG });
  expect(steps(await one.up({ to: '001' }))).toEqual(['up 001 applied']);
  one.sql(`${ORDER}; ${ORDER.replace('11', '12')};`);
  return one;
}

const columns = (one: Engine): unknown[] => one.rows("SELECT name FROM pragma_table_info('orders')").flat();

describe.each(JOURNAL_MODES)("the specification's template, in %s mode", (journalMode) => {
  test('goes up as written', async () => {
    const one = await combined(journalMode);
    const report = await one.up();
    expect(report).toMatchObject({ error: null, state: 'up-to-date', version: '002' });
    expect(columns(one).slice(-4)).toEqual(['hybrid_sl_enabled', 'hybrid_sl_pips', 'order_a_ticket', 'order_b_ticket']);
    expect(one.schema().map(({ name }) => name)).toContain('idx_orders_hybrid_sl');
    expect(one.rows('SELECT count(*) FROM orders')).toEqual([[2]]);
  });

  test("has one row in the ledger: the engine's, with the description that the script gave", async () => {
    const one = await combined(journalMode);
    await one.up();
    expect(one.rows("SELECT version, description, length(checksum), state FROM schema_migrations WHERE version = '002'")).toEqual([
      ['002', 'Add hybrid SL columns to orders table', 64, 'applied'],
    ]);
  });

  test('shows what its SELECTs behind the COMMIT give, and says what was left out', async () => {
    const one = await combined(journalMode);
    const notices = (await one.up()).ran[0]?.notices ?? [];
    expect(notices).toContain('status: ✅ Migration 002 applied successfully');
    expect(notices).toContain('total_orders: 2');
    expect(notices.some((notice) => notice.includes('BEGIN and COMMIT'))).toBe(true);
  });

  test('goes back as written: the rows of before, and the copy that the script keeps', async () => {
    const one = await combined(journalMode);
    const before = { schema: one.schema(), rows: one.rows('SELECT * FROM orders') };
    await one.up();
    const report = await one.down();
    expect(report).toMatchObject({ error: null, version: '001', pending: [{ version: '002' }] });
    expect(report.ran[0]?.notices).toContain('status: ✅ Migration 002 rolled back successfully');
    expect(one.rows('SELECT * FROM orders')).toEqual(before.rows);
    expect(
      one
        .schema()
        .filter(({ name }) => name !== 'orders_backup_002')
        .map(({ name }) => name),
    ).toEqual(before.schema.map(({ name }) => name));
    expect(one.rows('SELECT count(*) FROM orders_backup_002')).toEqual([[2]]);
    expect(columns(one)).toHaveLength(14);
    expect(steps(await one.up())).toEqual(['up 002 applied']);
  });

  test('is stopped by its own first guard where there is no table orders', async () => {
    const one = engine({ '001_initial_schema.sql': 'CREATE TABLE other (id INTEGER);', ...TEMPLATE }, { journalMode, config: CONFIG });
    const report = await one.up();
    expect(report).toMatchObject({ state: 'failed', version: '001', error: { code: 'GUARD_FAILED', line: 14 } });
    expect(report.error?.message).toContain('orders table does not exist');
    expect(steps(report)).toEqual(['up 001 applied', 'up 002 failed']);
  });

  test('is stopped by its own last guard, and then nothing of it is there', async () => {
    const text = TEMPLATE['002_add_hybrid_sl.sql'].replace("WHERE name = 'hybrid_sl_enabled'", "WHERE name = 'hybrid_sl_on'");
    const one = await combined(journalMode);
    one.write({ '002_add_hybrid_sl.sql': text });
    const before = one.schema();
    expect((await one.up()).error).toMatchObject({ code: 'GUARD_FAILED', message: expect.stringContaining('column not created') });
    expect(one.schema()).toEqual(before);
    expect(one.applied()).toEqual(['001']);
  });
});

test('a rollback that the owner could not approve is not run', async () => {
  const one = await combined('delete');
  await one.up();
  expect((await one.down({ approval: 'none' })).error).toMatchObject({ code: 'CONFIRMATION_REQUIRED' });
  expect(columns(one)).toContain('hybrid_sl_enabled');
});

test('the template belongs to the combined database: anywhere else it is refused', async () => {
  const one = engine({ ...INITIAL, ...TEMPLATE });
  expect((await one.up()).error).toMatchObject({ code: 'DATABASE_MISMATCH', line: 2 });
  expect(existsSync(one.file)).toBe(false);
});
