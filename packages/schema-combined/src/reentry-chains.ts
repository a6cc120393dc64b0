import { sql } from 'drizzle-orm';
import { check, index, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { timestamp } from './declared-types.js';
import { combinedV3Trades } from './trades.js';

/** One row for a trade and all entries that followed it. */
export const v3ReentryChains = sqliteTable(
  'v3_reentry_chains',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    chainId: text('chain_id').notNull().unique(),
    pluginId: text('plugin_id').notNull().default('combined_v3'),
    symbol: text('symbol').notNull(),
    direction: text('direction', { enum: ['BUY', 'SELL'] }),
    originalTradeId: integer('original_trade_id').references(() => combinedV3Trades.id),
    originalEntryPrice: real('original_entry_price'),
    originalEntryTime: timestamp('original_entry_time'),
    status: text('status', { enum: ['ACTIVE', 'RECOVERY_MODE', 'STOPPED', 'COMPLETED'] }).default('ACTIVE'),
    currentLevel: integer('current_level').default(0),
    maxLevel: integer('max_level').default(5),
    reentryType: text('reentry_type', { enum: ['SL_HUNT', 'TP_CONTINUATION', 'EXIT_CONTINUATION'] }),
    lastSlPrice: real('last_sl_price'),
    lastTpPrice: real('last_tp_price'),
    recoveryThreshold: real('recovery_threshold').default(0.7),
    recoveryWindowMinutes: integer('recovery_window_minutes').default(30),
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
    check('v3_reentry_chains_direction_check', sql`direction IN ('BUY', 'SELL')`),
    check('v3_reentry_chains_status_check', sql`status IN ('ACTIVE', 'RECOVERY_MODE', 'STOPPED', 'COMPLETED')`),
    check('v3_reentry_chains_reentry_type_check', sql`reentry_type IN ('SL_HUNT', 'TP_CONTINUATION', 'EXIT_CONTINUATION')`),
    index('idx_v3_reentry_chains_status').on(table.status),
    index('idx_v3_reentry_chains_symbol').on(table.symbol),
    index('idx_v3_reentry_chains_plugin_id').on(table.pluginId),
  ],
);

export type V3ReentryChain = typeof v3ReentryChains.$inferSelect;
export type NewV3ReentryChain = typeof v3ReentryChains.$inferInsert;
