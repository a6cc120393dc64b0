import { sql } from 'drizzle-orm';
import { check, index, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { boolean, ticket, timestamp } from './declared-types.js';

/** 15M intraday, Order A only; the trend pulse at entry is NULL in trades from before it existed. */
export const priceAction15mTrades = sqliteTable(
  'price_action_15m_trades',
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
    exitTime: timestamp('exit_time'),
    status: text('status', { enum: ['OPEN', 'CLOSED'] }).default('OPEN'),
    adx: real('adx'),
    confidenceScore: integer('confidence_score'),
    marketState: text('market_state'),
    exitPrice: real('exit_price'),
    profitDollars: real('profit_dollars'),
    closeReason: text('close_reason'),
    notes: text('notes'),
    pulseBullCount: integer('pulse_bull_count'),
    pulseBearCount: integer('pulse_bear_count'),
    pulseAlignmentOk: boolean('pulse_alignment_ok'),
  },
  (table) => [
    check('price_action_15m_trades_direction_check', sql`direction IN ('BUY', 'SELL')`),
    check('price_action_15m_trades_status_check', sql`status IN ('OPEN', 'CLOSED')`),
    index('idx_v6_15m_status').on(table.status),
  ],
);

export type PriceAction15mTrade = typeof priceAction15mTrades.$inferSelect;
export type NewPriceAction15mTrade = typeof priceAction15mTrades.$inferInsert;
