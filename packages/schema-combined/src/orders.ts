import { sql } from 'drizzle-orm';
import { index, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { boolean, datetime, ticket } from './declared-types.js';

/** One row for each MT5 order. */
export const orders = sqliteTable(
  'orders',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    pluginId: text('plugin_id').notNull(),
    ticket: ticket('ticket').notNull(),
    symbol: text('symbol').notNull(),
    orderType: text('order_type').notNull(),
    lots: real('lots').notNull(),
    entryPrice: real('entry_price').notNull(),
    sl: real('sl'),
    tp: real('tp'),
    status: text('status').default('OPEN'),
    openedAt: datetime('opened_at').default(sql`CURRENT_TIMESTAMP`),
    closedAt: datetime('closed_at'),
    profit: real('profit'),
    createdAt: datetime('created_at').default(sql`CURRENT_TIMESTAMP`),
    hybridSlEnabled: boolean('hybrid_sl_enabled').default(sql`FALSE`),
    hybridSlPips: real('hybrid_sl_pips').default(0),
    orderATicket: ticket('order_a_ticket'),
    orderBTicket: ticket('order_b_ticket'),
  },
  (table) => [
    index('idx_orders_plugin').on(table.pluginId),
    index('idx_orders_ticket').on(table.ticket),
    index('idx_orders_status').on(table.status),
    index('idx_orders_hybrid_sl')
      .on(table.symbol)
      .where(sql`hybrid_sl_enabled = 1`),
  ],
);

export type Order = typeof orders.$inferSelect;
export type NewOrder = typeof orders.$inferInsert;
