import { defineConfig } from '@zepix/migrations-core';

/**
 * The three Zepix databases. Every path can be changed here, or from outside with ZEPIX_COMBINED_FILE, ZEPIX_COMBINED_MIGRATIONS,
 * ZEPIX_PRICE_ACTION_FILE and so on, in the environment or in a .env beside this file.
 */
export default defineConfig({
  databases: {
    combined: {
      label: 'V3 Combined',
      file: 'databases/zepix_combined.db',
      migrations: 'migrations/combined_v3',
      aliases: ['v3', 'zepix_combined_v3.db'],
      schema: 'packages/schema-combined/src/index.ts',
    },
    price_action: {
      label: 'V6 Price Action',
      file: 'databases/zepix_price_action.db',
      migrations: 'migrations/price_action_v6',
      aliases: ['v6'],
      schema: 'packages/schema-price-action/src/index.ts',
    },
    central: {
      label: 'Central System',
      file: 'databases/zepix_bot.db',
      migrations: 'migrations/central_system',
      aliases: ['bot', 'zepix_central.db'],
      schema: 'packages/schema-central/src/index.ts',
      after: ['combined', 'price_action'],
    },
  },
});
