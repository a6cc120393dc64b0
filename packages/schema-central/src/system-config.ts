import { sql } from 'drizzle-orm';
import { primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { timestamp } from './declared-types.js';

/** Settings by key. */
export const systemConfig = sqliteTable(
  'system_config',
  {
    key: text('key'),
    value: text('value'),
    lastUpdated: timestamp('last_updated').default(sql`CURRENT_TIMESTAMP`),
  },
  (table) => [primaryKey({ columns: [table.key] })],
);

export type SystemSetting = typeof systemConfig.$inferSelect;
export type NewSystemSetting = typeof systemConfig.$inferInsert;
