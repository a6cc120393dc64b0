import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { main, settingsOf } from './program.mjs';

await main({
  'up-together': ({ folder, file }) => {
    const database = new Database(file);
    try {
      migrate(drizzle(database), { migrationsFolder: folder });
      return settingsOf(database);
    } finally {
      database.close();
    }
  },
});
