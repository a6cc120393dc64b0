import { sql } from 'drizzle-orm';
import { check, index, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { boolean, timestamp } from './declared-types.js';

/** One row for a trade and all entries that followed it. `originalTradeId` points into one of the four trade tables, chosen by `pluginId`. */
export const v6ReentryChains = sqliteTable(
  'v6_reentry_chains',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    chainId: text('chain_id').notNull().unique(),
    pluginId: text('plugin_id').notNull(),
    symbol: text('symbol').notNull(),
    direction: text('direction', { enum: ['BUY', 'SELL'] }),
    timeframe: text('timeframe'),
    originalTradeId: integer('original_trade_id'),
    originalEntryPrice: real('original_entry_price'),
    originalEntryTime: timestamp('original_entry_time'),
    status: text('status', { enum: ['ACTIVE', 'RECOVERY_MODE', 'STOPPED', 'COMPLETED'] }).default('ACTIVE'),
    currentLevel: integer('current_level').default(0),
    maxLevel: integer('max_level').default(3),
    reentryType: text('reentry_type', { enum: ['SL_HUNT', 'TP_CONTINUATION', 'EXIT_CONTINUATION'] }),
    lastSlPrice: real('last_sl_price'),
    lastTpPrice: real('last_tp_price'),
    recoveryThreshold: real('recovery_threshold').default(0.7),
    recoveryWindowMinutes: integer('recovery_window_minutes').default(30),
    higherTf: text('higher_tf'),
    higherTfBullCount: integer('higher_tf_bull_count'),
    higherTfBearCount: integer('higher_tf_bear_count'),
    higherTfAligned: boolean('higher_tf_aligned'),
    totalEntries: integer('total_entries').default(1),
    totalProfitDollars: real('total_profit_dollars').default(0),
    totalLossDollars: real('total_loss_dollars').default(0),
    createdAt: timestamp('created_at').default(sql`CURRENT_TIMESTAMP`),
    updatedAt: timestamp('updated_at').default(sql`CURRENT_TIMESTAMP`),
    completedAt: timestamp('completed_at'),
    stopReason: text('stop_reason'),
    metadataJson: text('metadata_json'),
  },
  (table) => [
    check('v6_reentry_chains_direction_check', sql`direction IN ('BUY', 'SELL')`),
    check('v6_reentry_chains_status_check', sql`status IN ('ACTIVE', 'RECOVERY_MODE', 'STOPPED', 'COMPLETED')`),
    check('v6_reentry_chains_reentry_type_check', sql`reentry_type IN ('SL_HUNT', 'TP_CONTINUATION', 'EXIT_CONTINUATION')`),
    index('idx_v6_reentry_chains_status').on(table.status),
    index('idx_v6_reentry_chains_symbol').on(table.symbol),
    index('idx_v6_reentry_chains_plugin_id').on(table.pluginId),
    index('idx_v6_reentry_chains_timeframe').on(table.timeframe),
  ],
);

export type V6ReentryChain = typeof v6ReentryChains.$inferSelect;
export type NewV6ReentryChain = typeof v6ReentryChains.$inferInsert;
