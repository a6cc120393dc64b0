import { relations } from 'drizzle-orm';
import { aggregatedTrades } from './aggregated-trades.js';
import { pluginsRegistry } from './plugins-registry.js';
import { syncStatus } from './sync-status.js';
import { systemEvents } from './system-events.js';

export const pluginsRegistryRelations = relations(pluginsRegistry, ({ many, one }) => ({
  trades: many(aggregatedTrades),
  events: many(systemEvents),
  syncStatus: one(syncStatus, { fields: [pluginsRegistry.pluginId], references: [syncStatus.pluginId] }),
}));

export const aggregatedTradesRelations = relations(aggregatedTrades, ({ one }) => ({
  plugin: one(pluginsRegistry, { fields: [aggregatedTrades.pluginId], references: [pluginsRegistry.pluginId] }),
}));

/** Null where the event names no plugin, or one that is not registered: no foreign key holds it. */
export const systemEventsRelations = relations(systemEvents, ({ one }) => ({
  plugin: one(pluginsRegistry, { fields: [systemEvents.pluginId], references: [pluginsRegistry.pluginId] }),
}));

export const syncStatusRelations = relations(syncStatus, ({ one }) => ({
  plugin: one(pluginsRegistry, { fields: [syncStatus.pluginId], references: [pluginsRegistry.pluginId] }),
}));
