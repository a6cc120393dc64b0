import { sql } from 'drizzle-orm';
import { check, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { boolean, timestamp } from './declared-types.js';

/** The plugins of the bot and where each keeps its data. */
export const pluginsRegistry = sqliteTable(
  'plugins_registry',
  {
    pluginId: text('plugin_id'),
    name: text('name').notNull(),
    pluginType: text('plugin_type', { enum: ['V3_COMBINED', 'V6_PRICE_ACTION'] }),
    version: text('version').notNull(),
    enabled: boolean('enabled').default(sql`1`),
    installedDate: timestamp('installed_date').default(sql`CURRENT_TIMESTAMP`),
    lastActive: timestamp('last_active'),
    databasePath: text('database_path'),
    status: text('status', { enum: ['ACTIVE', 'DISABLED', 'ERROR'] }),
    errorMessage: text('error_message'),
  },
  (table) => [
    primaryKey({ columns: [table.pluginId] }),
    check('plugins_registry_plugin_type_check', sql`plugin_type IN ('V3_COMBINED', 'V6_PRICE_ACTION')`),
    check('plugins_registry_status_check', sql`status IN ('ACTIVE', 'DISABLED', 'ERROR')`),
  ],
);

export type RegisteredPlugin = typeof pluginsRegistry.$inferSelect;
export type NewRegisteredPlugin = typeof pluginsRegistry.$inferInsert;
