import * as central from '@zepix/schema-central';
import * as combined from '@zepix/schema-combined';
import type { CombinedV3Trade, NewOrder, Order } from '@zepix/schema-combined';
import * as priceAction from '@zepix/schema-price-action';
import { fillCentral, fillCombined, fillPriceAction, openDatabase } from '@zepix/testkit';
import type Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { eq, sql } from 'drizzle-orm';
import { describe, expect, expectTypeOf, it, onTestFinished } from 'vitest';
import { zepixDatabase } from '../engine/workplace.js';

async function migrated(folder: Parameters<typeof zepixDatabase>[0]): Promise<Database.Database> {
  const place = zepixDatabase(folder);
  await place.up();
  const db = openDatabase(place.file);
  onTestFinished(() => {
    db.close();
  });
  return db;
}

describe('an application reads and writes through the declarations', () => {
  it('writes an order with its defaults and reads it back', async () => {
    const db = drizzle(await migrated('combined_v3'), { schema: combined });
    const order: NewOrder = { pluginId: 'combined_v3', ticket: 7, symbol: 'XAUUSD', orderType: 'BUY', lots: 0.1, entryPrice: 2650.5 };
    const [written] = db
      .insert(combined.orders)
      .values({ ...order, hybridSlEnabled: true })
      .returning()
      .all();
    expect(written).toMatchObject({ ...order, status: 'OPEN', hybridSlEnabled: true, hybridSlPips: 0, closedAt: null });
    expect(written?.createdAt).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    expect(
      db
        .select({ kept: sql`typeof(hybrid_sl_enabled)` })
        .from(combined.orders)
        .get(),
    ).toEqual({ kept: 'integer' });
    expectTypeOf<Order['hybridSlEnabled']>().toEqualTypeOf<boolean | null>();
    expectTypeOf<CombinedV3Trade['direction']>().toEqualTypeOf<'BUY' | 'SELL' | null>();
  });

  it("reads the text 'true' as true, and a ticket beyond 2^53 without loss where the connection gives it so", async () => {
    const connection = await migrated('combined_v3');
    connection.exec(`INSERT INTO orders (plugin_id, ticket, symbol, order_type, lots, entry_price, hybrid_sl_enabled)
      VALUES ('p', 9007199254740993, 'XAUUSD', 'buy', 1, 1, 'true'), ('p', 2, 'XAUUSD', 'buy', 1, 1, 'false')`);
    connection.defaultSafeIntegers();
    const rows = drizzle(connection).select().from(combined.orders).all();
    expect(rows.map(({ ticket, hybridSlEnabled }) => [ticket, hybridSlEnabled])).toEqual([
      [9007199254740993n, true],
      [2n, false],
    ]);
  });

  it('follows the relations of each database', async () => {
    const trades = await migrated('combined_v3');
    fillCombined(trades, { trades: 30 });
    const byTrade = await drizzle(trades, { schema: combined }).query.combinedV3Trades.findMany({
      with: { profitBookings: true, signals: true, reentryChains: true },
    });
    expect(byTrade).toHaveLength(30);
    for (const trade of byTrade) expect(trade.profitBookings.every(({ tradeId }) => tradeId === trade.id)).toBe(true);
    expect(byTrade.flatMap(({ signals }) => signals)).toHaveLength(30);

    const pulse = await migrated('price_action_v6');
    fillPriceAction(pulse, { trades: 100 });
    const bookings = await drizzle(pulse, { schema: priceAction }).query.v6ProfitBookings.findMany({ with: { chain: true } });
    expect(bookings.map(({ chain, chainId }) => (chain === null ? null : chain.chainId) === chainId)).not.toContain(false);

    const bot = await migrated('central_system');
    fillCentral(bot, { trades: 20 });
    const plugin = await drizzle(bot, { schema: central }).query.pluginsRegistry.findFirst({
      where: eq(central.pluginsRegistry.pluginId, 'combined_v3'),
      with: { trades: true, syncStatus: true, events: { with: { plugin: true } } },
    });
    expect(plugin?.trades).toHaveLength(4);
    expect(plugin?.syncStatus?.pluginId).toBe('combined_v3');
  });
});
