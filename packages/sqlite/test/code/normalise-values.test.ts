import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { JOURNAL_MODES, fillCombined, inDatabase } from '@zepix/testkit';
import { ALL, only, workplace } from './workplace.js';

const MIGRATIONS = fileURLToPath(new URL('../../../../migrations/combined_v3', import.meta.url));

const ORDERS: readonly (readonly [type: string, status: unknown, hybrid: unknown])[] = [
  ['TP_TRAIL', 'open', 0],
  ['profit_trail', 'Closed', 1],
  ['ORDER_A', 'OPEN', 'true'],
  [' Order_B ', null, 'No'],
  ['MANUAL', ' pending', 'maybe'],
  ['PROFIT_TRAIL', 'CLOSED', null],
  ['tp_trail', '', ''],
  [' manual ', ' ', Buffer.from('true')],
  ['Buy', 'cancelled', 2],
];

const READ = `SELECT 'o' || id, quote(order_type), quote(status), quote(hybrid_sl_enabled), quote(lots) FROM orders
  UNION ALL SELECT 's' || id, quote(direction), quote(processed), quote(trade_placed), quote(trade_id) FROM v3_signals_log
  UNION ALL SELECT 't' || id, quote(direction), quote(trend_bypass_used), quote(is_entry_v3_signal), quote(status) FROM combined_v3_trades ORDER BY 1`;

async function filled(mode: 'wal' | 'delete') {
  const place = workplace({}, { aliases: ['zepix_combined.db'] });
  cpSync(MIGRATIONS, place.folder.file('migrations', 'main'), { recursive: true });
  inDatabase(place.file, (database) => database.pragma(`journal_mode = ${mode}`));
  expect(only(await place.migrator.up({ ...ALL, to: '003' })).error).toBeNull();
  inDatabase(place.file, (database) => {
    const order = database.prepare(
      "INSERT INTO orders (plugin_id, ticket, symbol, order_type, lots, entry_price, status, hybrid_sl_enabled) VALUES ('v3', 1, 'EURUSD', ?, 0.1, 1.1, ?, ?)",
    );
    for (const row of ORDERS) order.run(...row);
    const signal = database.prepare(
      "INSERT INTO v3_signals_log (signal_type, symbol, direction, processed, trade_placed) VALUES ('x', 'EURUSD', ?, ?, ?)",
    );
    for (const row of [
      ['buy', 'True', 0],
      ['SELL', 1, 'f'],
      ['Sell', 'y', 'OFF'],
      [null, null, 'n/a'],
      [Buffer.from('buy'), 'TRUE ', 1],
    ])
      signal.run(...row);
    const trade = database.prepare(
      "INSERT INTO combined_v3_trades (symbol, direction, entry_price, signal_type, trend_bypass_used, is_entry_v3_signal) VALUES ('EURUSD', 'BUY', 1, 'x', ?, ?)",
    );
    for (const row of [
      ['false', 'yes'],
      [0, 1],
    ])
      trade.run(...row);
  });
  return place;
}

describe.each(JOURNAL_MODES)('004_normalise_values (%s)', (mode) => {
  it('normalises what no CHECK forces, and restores every old value', async () => {
    const place = await filled(mode);
    const before = place.rows(READ);
    const up = only(await place.migrator.up(ALL));
    expect(up.error).toBeNull();
    expect(place.rows('SELECT order_type, status, quote(hybrid_sl_enabled) FROM orders ORDER BY id')).toEqual([
      ['ORDER_A', 'OPEN', '0'],
      ['ORDER_B', 'CLOSED', '1'],
      ['ORDER_A', 'OPEN', '1'],
      ['ORDER_B', null, '0'],
      ['MANUAL', 'PENDING', "'maybe'"],
      ['ORDER_B', 'CLOSED', 'NULL'],
      ['ORDER_A', '', "''"],
      [' manual ', ' ', "X'74727565'"],
      ['BUY', 'CANCELLED', '2'],
    ]);
    expect(place.rows('SELECT quote(direction), quote(processed), quote(trade_placed) FROM v3_signals_log ORDER BY id')).toEqual([
      ["'BUY'", '1', '0'],
      ["'SELL'", '1', '0'],
      ["'SELL'", '1', '0'],
      ['NULL', 'NULL', "'n/a'"],
      ["X'627579'", '1', '1'],
    ]);
    expect(up.ran.at(-1)?.notices).toEqual([
      "orders.order_type: 2 values are none of ORDER_A, ORDER_B, BUY, SELL, such as ' manual '",
      "orders.status: 4 values are none of OPEN, PARTIAL, CLOSED, such as ''",
      'orders.hybrid_sl_enabled: 4 values are none of 0, 1, such as 2',
      "v3_signals_log.direction: 1 value is none of BUY, SELL, such as X'627579'",
      "v3_signals_log.trade_placed: 1 value is none of 0, 1, such as 'n/a'",
      '21 values normalised',
    ]);
    expect(only(place.migrator.verify()).state).toBe('up-to-date');
    const down = only(await place.migrator.down(ALL));
    expect(down.error).toBeNull();
    expect(down.ran.at(-1)?.notices.at(-1)).toBe('21 values restored');
    expect(place.rows(READ)).toEqual(before);
    expect(place.rows("SELECT name FROM sqlite_schema WHERE name LIKE '_zepix%'")).toEqual([]);
    expect(only(place.migrator.verify()).state).toBe('pending');
  });

  it('leaves what the bot wrote since', async () => {
    const place = await filled(mode);
    const before = new Map(place.rows(READ).map((row) => [(row as string[])[0], row]));
    await place.migrator.up(ALL);
    place.sql(`
      UPDATE orders SET status = 'CLOSED' WHERE id = 1;
      UPDATE orders SET order_type = 'ORDER_A' WHERE id = 2;
      DELETE FROM orders WHERE id = 3;
      INSERT INTO orders (plugin_id, ticket, symbol, order_type, lots, entry_price, status) VALUES ('v3', 9, 'GBPUSD', 'ORDER_B', 1, 1, 'open');
      UPDATE v3_signals_log SET trade_id = 2, processed = 0 WHERE id = 1;`);
    const down = only(await place.migrator.down(ALL));
    expect(down.error).toBeNull();
    expect(down.ran.at(-1)?.notices.at(-1)).toMatch(/^17 of 21 values restored; what was changed or deleted since stays so/);
    const after = new Map(place.rows(READ).map((row) => [(row as string[])[0], row]));
    expect(after.get('o1')).toEqual(['o1', "'TP_TRAIL'", "'CLOSED'", '0', '0.1']);
    expect(after.get('o2')).toEqual(['o2', "'ORDER_A'", "'Closed'", '1', '0.1']);
    expect(after.has('o3')).toBe(false);
    expect(after.get('o10')).toEqual(['o10', "'ORDER_B'", "'open'", '0', '1.0']);
    expect(after.get('s1')).toEqual(['s1', "'buy'", '0', '0', '2']);
    for (const key of ['o4', 'o5', 'o6', 'o7', 'o8', 'o9', 's2', 's3', 's4', 's5', 't1', 't2'])
      expect(after.get(key)).toEqual(before.get(key));
    expect(only(await place.migrator.redo({ ...ALL, filter: ['main'] })).error).toBeNull();
  });
});

it('changes nothing of what is in form already, and as much again after it was taken back', async () => {
  const place = await filled('delete');
  inDatabase(place.file, (database) => fillCombined(database, { trades: 300 }));
  const before = place.rows(READ);
  const first = only(await place.migrator.up(ALL));
  const after = place.rows(READ);
  expect(place.rows(`SELECT DISTINCT status FROM orders WHERE id > ${ORDERS.length} ORDER BY 1`)).toEqual([['CLOSED'], ['OPEN']]);
  expect(place.rows(`SELECT DISTINCT typeof(processed) FROM v3_signals_log WHERE processed IS NOT NULL`)).toEqual([['integer']]);
  await place.migrator.down(ALL);
  expect(place.rows(READ)).toEqual(before);
  const second = only(await place.migrator.up(ALL));
  expect(place.rows(READ)).toEqual(after);
  expect(second.ran.at(-1)?.notices).toEqual(first.ran.at(-1)?.notices);
  place.sql("DROP TABLE _zepix_normalised_004; DELETE FROM schema_migrations WHERE version = '004'");
  const third = only(await place.migrator.up(ALL));
  expect(third.error).toBeNull();
  expect(third.ran.at(-1)?.notices).toEqual(first.ran.at(-1)?.notices.slice(0, -1));
  expect(place.rows(READ)).toEqual(after);
});
