import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { boolean, timestamp } from './declared-types.js';
import { pluginsRegistry } from './plugins-registry.js';

/** How far each plugin was copied, one row for each. */
export const syncStatus = sqliteTable(
  'sync_status',
  {
    pluginId: text('plugin_id').references(() => pluginsRegistry.pluginId),
    lastSyncTime: timestamp('last_sync_time'),
    lastSyncSuccess: boolean('last_sync_success'),
    recordsSynced: integer('records_synced').default(0),
    errorMessage: text('error_message'),
    lastSyncedId: integer('last_synced_id').default(0),
    syncCount: integer('sync_count').default(0),
  },
  (table) => [primaryKey({ columns: [table.pluginId] })],
);

export type SyncStatus = typeof syncStatus.$inferSelect;
export type NewSyncStatus = typeof syncStatus.$inferInsert;
