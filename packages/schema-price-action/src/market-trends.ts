import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { timestamp } from './declared-types.js';

/** The pulse of each symbol and timeframe as it stands now, shared by the four plugins. */
export const marketTrends = sqliteTable(
  'market_trends',
  {
    symbol: text('symbol').notNull(),
    timeframe: text('timeframe').notNull(),
    bullCount: integer('bull_count').default(0),
    bearCount: integer('bear_count').default(0),
    marketState: text('market_state'),
    lastUpdated: timestamp('last_updated').default(sql`CURRENT_TIMESTAMP`),
    changes: text('changes'),
  },
  (table) => [primaryKey({ columns: [table.symbol, table.timeframe] }), index('idx_market_trends_symbol').on(table.symbol)],
);

export type MarketTrend = typeof marketTrends.$inferSelect;
export type NewMarketTrend = typeof marketTrends.$inferInsert;
