import { integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** One row for each day, `YYYY-MM-DD`. */
export const v3DailyStats = sqliteTable(
  'v3_daily_stats',
  {
    date: text('date'),
    totalDualEntries: integer('total_dual_entries').default(0),
    totalOrderAClosed: integer('total_order_a_closed').default(0),
    totalOrderBClosed: integer('total_order_b_closed').default(0),
    logic1Trades: integer('logic1_trades').default(0),
    logic2Trades: integer('logic2_trades').default(0),
    logic3Trades: integer('logic3_trades').default(0),
    totalProfitDollars: real('total_profit_dollars').default(0),
    winRate: real('win_rate').default(0),
    profitFactor: real('profit_factor').default(0),
  },
  (table) => [primaryKey({ columns: [table.date] })],
);

export type V3DailyStats = typeof v3DailyStats.$inferSelect;
export type NewV3DailyStats = typeof v3DailyStats.$inferInsert;
