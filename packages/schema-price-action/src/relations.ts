import { relations } from 'drizzle-orm';
import { v6ProfitBookings } from './profit-bookings.js';
import { v6ReentryChains } from './reentry-chains.js';

// No table of this database has a foreign key, and what points to a trade points into one of four tables, which no relation can say.
// A booking names its chain, though.

export const v6ReentryChainsRelations = relations(v6ReentryChains, ({ many }) => ({
  profitBookings: many(v6ProfitBookings),
}));

/** Null where the booking belongs to no chain, or to one that is not there: no foreign key holds it. */
export const v6ProfitBookingsRelations = relations(v6ProfitBookings, ({ one }) => ({
  chain: one(v6ReentryChains, { fields: [v6ProfitBookings.chainId], references: [v6ReentryChains.chainId] }),
}));
