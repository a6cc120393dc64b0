import { sql } from 'drizzle-orm';
import { check, index, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { boolean, ticket, timestamp } from './declared-types.js';

/** 1H swing, Order A only. */
export const priceAction1hTrades = sqliteTable(
  'price_action_1h_trades',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    orderATicket: ticket('order_a_ticket').unique(),
    symbol: text('symbol').notNull(),
    direction: text('direction', { enum: ['BUY', 'SELL'] }),
    lotSize: real('lot_size').notNull(),
    entryPrice: real('entry_price').notNull(),
    slPrice: real('sl_price'),
    tpPrice: real('tp_price'),
    entryTime: timestamp('entry_time').default(sql`CURRENT_TIMESTAMP`),
    status: text('status', { enum: ['OPEN', 'CLOSED'] }).default('OPEN'),
    trend4h: integer('trend_4h'),
    trend1d: integer('trend_1d'),
    higherTfAligned: boolean('higher_tf_aligned'),
    confidenceScore: integer('confidence_score'),
    exitPrice: real('exit_price'),
    exitTime: timestamp('exit_time'),
    profitDollars: real('profit_dollars'),
    closeReason: text('close_reason'),
    notes: text('notes'),
  },
  (table) => [
    check('price_action_1h_trades_direction_check', sql`direction IN ('BUY', 'SELL')`),
    check('price_action_1h_trades_status_check', sql`status IN ('OPEN', 'CLOSED')`),
    index('idx_v6_1h_status').on(table.status),
  ],
);

export type PriceAction1hTrade = typeof priceAction1hTrades.$inferSelect;
export type NewPriceAction1hTrade = typeof priceAction1hTrades.$inferInsert;
