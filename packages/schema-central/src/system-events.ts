import { sql } from 'drizzle-orm';
import { check, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { timestamp } from './declared-types.js';

/** What happened, as the bot logs it. `pluginId` is not bound to the registry. */
export const systemEvents = sqliteTable(
  'system_events',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    eventTime: timestamp('event_time').default(sql`CURRENT_TIMESTAMP`),
    eventType: text('event_type').notNull(),
    pluginId: text('plugin_id'),
    description: text('description'),
    severity: text('severity', { enum: ['INFO', 'WARNING', 'ERROR', 'CRITICAL'] }),
  },
  () => [check('system_events_severity_check', sql`severity IN ('INFO', 'WARNING', 'ERROR', 'CRITICAL')`)],
);

export type SystemEvent = typeof systemEvents.$inferSelect;
export type NewSystemEvent = typeof systemEvents.$inferInsert;
