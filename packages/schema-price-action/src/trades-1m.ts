import { sql } from 'drizzle-orm';
import { check, index, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { ticket, timestamp } from './declared-types.js';

/** 1M scalping, Order B only. */
export const priceAction1mTrades = sqliteTable(
  'price_action_1m_trades',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    orderBTicket: ticket('order_b_ticket').unique(),
    symbol: text('symbol').notNull(),
    direction: text('direction', { enum: ['BUY', 'SELL'] }),
    lotSize: real('lot_size').notNull(),
    entryPrice: real('entry_price').notNull(),
    slPrice: real('sl_price'),
    tpPrice: real('tp_price'),
    entryTime: timestamp('entry_time').default(sql`CURRENT_TIMESTAMP`),
    exitTime: timestamp('exit_time'),
    exitPrice: real('exit_price'),
    status: text('status', { enum: ['OPEN', 'CLOSED'] }).default('OPEN'),
    adx: real('adx'),
    adxStrength: text('adx_strength'),
    confidenceScore: integer('confidence_score'),
    confidenceLevel: text('confidence_level'),
    spreadPips: real('spread_pips'),
    marketState: text('market_state'),
    profitPips: real('profit_pips'),
    profitDollars: real('profit_dollars'),
    closeReason: text('close_reason'),
    executionSpeedMs: integer('execution_speed_ms'),
    slippagePips: real('slippage_pips'),
    notes: text('notes'),
  },
  (table) => [
    check('price_action_1m_trades_direction_check', sql`direction IN ('BUY', 'SELL')`),
    check('price_action_1m_trades_status_check', sql`status IN ('OPEN', 'CLOSED')`),
    index('idx_v6_1m_status').on(table.status),
    index('idx_v6_1m_symbol').on(table.symbol),
  ],
);

export type PriceAction1mTrade = typeof priceAction1mTrades.$inferSelect;
export type NewPriceAction1mTrade = typeof priceAction1mTrades.$inferInsert;
