import { relations } from 'drizzle-orm';
import { v3ProfitBookings } from './profit-bookings.js';
import { v3ReentryChains } from './reentry-chains.js';
import { v3SignalsLog } from './signals-log.js';
import { combinedV3Trades } from './trades.js';

export const combinedV3TradesRelations = relations(combinedV3Trades, ({ many }) => ({
  profitBookings: many(v3ProfitBookings),
  signals: many(v3SignalsLog),
  reentryChains: many(v3ReentryChains),
}));

export const v3ProfitBookingsRelations = relations(v3ProfitBookings, ({ one }) => ({
  trade: one(combinedV3Trades, { fields: [v3ProfitBookings.tradeId], references: [combinedV3Trades.id] }),
}));

/** Null where the signal was skipped. */
export const v3SignalsLogRelations = relations(v3SignalsLog, ({ one }) => ({
  trade: one(combinedV3Trades, { fields: [v3SignalsLog.tradeId], references: [combinedV3Trades.id] }),
}));

export const v3ReentryChainsRelations = relations(v3ReentryChains, ({ one }) => ({
  originalTrade: one(combinedV3Trades, { fields: [v3ReentryChains.originalTradeId], references: [combinedV3Trades.id] }),
}));
