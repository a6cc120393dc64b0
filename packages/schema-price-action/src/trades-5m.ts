import { sql } from 'drizzle-orm';
import { check, index, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { boolean, ticket, timestamp } from './declared-types.js';

/** 5M momentum, dual orders. */
export const priceAction5mTrades = sqliteTable(
  'price_action_5m_trades',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    orderATicket: ticket('order_a_ticket').unique(),
    orderBTicket: ticket('order_b_ticket').unique(),
    symbol: text('symbol').notNull(),
    direction: text('direction', { enum: ['BUY', 'SELL'] }),
    entryPrice: real('entry_price').notNull(),
    entryTime: timestamp('entry_time').default(sql`CURRENT_TIMESTAMP`),
    status: text('status', { enum: ['OPEN', 'PARTIAL', 'CLOSED'] }).default('OPEN'),
    adx: real('adx'),
    adxStrength: text('adx_strength'),
    confidenceScore: integer('confidence_score'),
    trend15mAligned: boolean('trend_15m_aligned'),
    momentumIncreasing: boolean('momentum_increasing'),
    orderALotSize: real('order_a_lot_size'),
    orderBLotSize: real('order_b_lot_size'),
    orderASlPrice: real('order_a_sl_price'),
    orderBSlPrice: real('order_b_sl_price'),
    orderATpPrice: real('order_a_tp_price'),
    orderBTpPrice: real('order_b_tp_price'),
    orderAExitPrice: real('order_a_exit_price'),
    orderAExitTime: timestamp('order_a_exit_time'),
    orderAProfitDollars: real('order_a_profit_dollars'),
    orderAStatus: text('order_a_status'),
    orderBExitPrice: real('order_b_exit_price'),
    orderBExitTime: timestamp('order_b_exit_time'),
    orderBProfitDollars: real('order_b_profit_dollars'),
    orderBStatus: text('order_b_status'),
    totalProfitDollars: real('total_profit_dollars'),
    breakevenMoved: boolean('breakeven_moved').default(sql`0`),
    notes: text('notes'),
  },
  (table) => [
    check('price_action_5m_trades_direction_check', sql`direction IN ('BUY', 'SELL')`),
    check('price_action_5m_trades_status_check', sql`status IN ('OPEN', 'PARTIAL', 'CLOSED')`),
    index('idx_v6_5m_status').on(table.status),
  ],
);

export type PriceAction5mTrade = typeof priceAction5mTrades.$inferSelect;
export type NewPriceAction5mTrade = typeof priceAction5mTrades.$inferInsert;
