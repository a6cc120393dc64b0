import { describe, expect, test } from 'vitest';
import { openShop } from './shop.js';
import { of } from './workplace.js';

const ORDERS = 'data/shop_orders.db';

describe('a schema that was changed by hand', () => {
  test('is told with the statements that mend it, and mended by them', async () => {
    const place = await openShop();
    place.sql(ORDERS, 'DROP INDEX idx_orders_symbol; CREATE TABLE extra (a)');
    const { stdout } = await place.run('status');
    expect(stdout).toContain('index idx_orders_symbol: missing\n');
    expect(stdout).toMatch(/^ +mend {2}CREATE INDEX idx_orders_symbol ON orders \(symbol\)$/m);
    expect(stdout).toMatch(/^ +mend {2}-- DROP TABLE extra$/m);

    const { differences } = of(await place.json('status'), 'orders').problems[0] ?? { differences: [] };
    expect(differences.map(({ object, mend }) => [object, mend])).toEqual([
      ['table extra', '-- DROP TABLE extra'],
      ['index idx_orders_symbol', 'CREATE INDEX idx_orders_symbol ON orders (symbol)'],
    ]);
    for (const { mend } of differences) place.sql(ORDERS, (mend ?? '').replace(/^-- /, ''));
    expect(of(await place.json('verify'), 'orders').state).toBe('up-to-date');
  });
});
