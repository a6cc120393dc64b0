import { integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** One row for each day, `YYYY-MM-DD`. */
export const v6DailyStats = sqliteTable(
  'v6_daily_stats',
  {
    date: text('date'),
    plugin1mTrades: integer('plugin_1m_trades').default(0),
    plugin5mTrades: integer('plugin_5m_trades').default(0),
    plugin15mTrades: integer('plugin_15m_trades').default(0),
    plugin1hTrades: integer('plugin_1h_trades').default(0),
    totalProfitDollars: real('total_profit_dollars').default(0),
    winRate: real('win_rate').default(0),
    trendPulseUpdates: integer('trend_pulse_updates').default(0),
  },
  (table) => [primaryKey({ columns: [table.date] })],
);

export type V6DailyStats = typeof v6DailyStats.$inferSelect;
export type NewV6DailyStats = typeof v6DailyStats.$inferInsert;
