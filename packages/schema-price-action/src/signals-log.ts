import { sql } from 'drizzle-orm';
import { integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { boolean, timestamp } from './declared-types.js';

/** Every signal that came in, traded or skipped. `tradeId` points into one of the four trade tables, chosen by `pluginTarget`. */
export const v6SignalsLog = sqliteTable('v6_signals_log', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  receivedTime: timestamp('received_time').default(sql`CURRENT_TIMESTAMP`),
  signalType: text('signal_type').notNull(),
  pluginTarget: text('plugin_target'),
  symbol: text('symbol').notNull(),
  timeframe: text('timeframe'),
  adx: real('adx'),
  confidenceScore: integer('confidence_score'),
  signalJson: text('signal_json'),
  processed: boolean('processed').default(sql`0`),
  tradePlaced: boolean('trade_placed').default(sql`0`),
  tradeId: integer('trade_id'),
  skipReason: text('skip_reason'),
});

export type V6Signal = typeof v6SignalsLog.$inferSelect;
export type NewV6Signal = typeof v6SignalsLog.$inferInsert;
