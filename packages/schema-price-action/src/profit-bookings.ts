import { sql } from 'drizzle-orm';
import { check, index, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { boolean, timestamp } from './declared-types.js';

/** One row for each part of a trade that was closed. `tradeId` points into one of the four trade tables, chosen by `pluginId`. */
export const v6ProfitBookings = sqliteTable(
  'v6_profit_bookings',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    tradeId: integer('trade_id').notNull(),
    pluginId: text('plugin_id').notNull(),
    chainId: text('chain_id'),
    orderType: text('order_type', { enum: ['ORDER_A', 'ORDER_B'] }),
    bookingTime: timestamp('booking_time').default(sql`CURRENT_TIMESTAMP`),
    closedPercentage: real('closed_percentage').notNull(),
    closedVolume: real('closed_volume').notNull(),
    profitPips: real('profit_pips'),
    profitDollars: real('profit_dollars'),
    reason: text('reason'),
    higherTfBullCount: integer('higher_tf_bull_count'),
    higherTfBearCount: integer('higher_tf_bear_count'),
    trendAligned: boolean('trend_aligned'),
  },
  (table) => [
    check('v6_profit_bookings_order_type_check', sql`order_type IN ('ORDER_A', 'ORDER_B')`),
    index('idx_v6_profit_bookings_plugin_id').on(table.pluginId),
    index('idx_v6_profit_bookings_chain_id').on(table.chainId),
  ],
);

export type V6ProfitBooking = typeof v6ProfitBookings.$inferSelect;
export type NewV6ProfitBooking = typeof v6ProfitBookings.$inferInsert;
