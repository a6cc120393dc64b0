import { index, integer, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { ticket, timestamp } from './declared-types.js';
import { pluginsRegistry } from './plugins-registry.js';

/** Trades copied here from the databases of the plugins. `sourceTradeId` is the id there, NULL in copies from before it was kept. */
export const aggregatedTrades = sqliteTable(
  'aggregated_trades',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    pluginId: text('plugin_id')
      .notNull()
      .references(() => pluginsRegistry.pluginId),
    pluginType: text('plugin_type'),
    mt5Ticket: ticket('mt5_ticket'),
    symbol: text('symbol'),
    direction: text('direction'),
    lotSize: real('lot_size'),
    entryTime: timestamp('entry_time'),
    exitTime: timestamp('exit_time'),
    profitDollars: real('profit_dollars'),
    status: text('status'),
    sourceTradeId: integer('source_trade_id'),
    syncedAt: timestamp('synced_at'),
  },
  (table) => [
    index('idx_agg_trades_plugin').on(table.pluginId),
    index('idx_agg_trades_time').on(table.entryTime),
    uniqueIndex('idx_agg_trades_source').on(table.pluginId, table.sourceTradeId),
  ],
);

export type AggregatedTrade = typeof aggregatedTrades.$inferSelect;
export type NewAggregatedTrade = typeof aggregatedTrades.$inferInsert;
