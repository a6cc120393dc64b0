import { sql } from 'drizzle-orm';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { boolean, timestamp } from './declared-types.js';
import { combinedV3Trades } from './trades.js';

/** Every signal that came in, traded or skipped. */
export const v3SignalsLog = sqliteTable('v3_signals_log', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  receivedTime: timestamp('received_time').default(sql`CURRENT_TIMESTAMP`),
  signalType: text('signal_type').notNull(),
  symbol: text('symbol').notNull(),
  direction: text('direction'),
  timeframe: text('timeframe'),
  consensusScore: integer('consensus_score'),
  mtfRawString: text('mtf_raw_string'),
  signalJson: text('signal_json'),
  processed: boolean('processed').default(sql`0`),
  tradePlaced: boolean('trade_placed').default(sql`0`),
  tradeId: integer('trade_id').references(() => combinedV3Trades.id),
  skipReason: text('skip_reason'),
});

export type V3Signal = typeof v3SignalsLog.$inferSelect;
export type NewV3Signal = typeof v3SignalsLog.$inferInsert;
