import { sql } from 'drizzle-orm';
import { check, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { timestamp } from './declared-types.js';
import { combinedV3Trades } from './trades.js';

/** One row for each part of a trade that was closed. */
export const v3ProfitBookings = sqliteTable(
  'v3_profit_bookings',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    tradeId: integer('trade_id')
      .notNull()
      .references(() => combinedV3Trades.id),
    orderType: text('order_type', { enum: ['ORDER_A', 'ORDER_B'] }),
    bookingTime: timestamp('booking_time').default(sql`CURRENT_TIMESTAMP`),
    closedPercentage: real('closed_percentage').notNull(),
    closedVolume: real('closed_volume').notNull(),
    profitPips: real('profit_pips'),
    profitDollars: real('profit_dollars'),
    reason: text('reason'),
  },
  () => [check('v3_profit_bookings_order_type_check', sql`order_type IN ('ORDER_A', 'ORDER_B')`)],
);

export type V3ProfitBooking = typeof v3ProfitBookings.$inferSelect;
export type NewV3ProfitBooking = typeof v3ProfitBookings.$inferInsert;
