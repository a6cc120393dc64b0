import { promises as fs } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { FileMigrationProvider, Kysely, Migrator, SqliteDialect } from 'kysely';
import { main, settingsOf } from './program.mjs';

async function using({ folder, file }, body) {
  const database = new Database(file);
  const db = new Kysely({ dialect: new SqliteDialect({ database }) });
  try {
    const provider = new FileMigrationProvider({ fs, path, migrationFolder: folder });
    const answer = await body(new Migrator({ db, provider }));
    if (answer?.error !== undefined) throw answer.error;
    return settingsOf(database);
  } finally {
    await db.destroy();
  }
}

await main({
  up: (place) => using(place, (migrator) => migrator.migrateToLatest()),
  status: (place) =>
    using(place, async (migrator) => {
      const all = await migrator.getMigrations();
      console.log(`${all.filter(({ executedAt }) => executedAt === undefined).length} pending of ${all.length}`);
    }),
  down: (place, steps) =>
    using(place, async (migrator) => {
      const applied = (await migrator.getMigrations()).filter(({ executedAt }) => executedAt !== undefined);
      const target = applied.at(-1 - steps);
      if (target !== undefined) return migrator.migrateTo(target.name);
      for (let step = 0; step < steps; step += 1) {
        const { error } = await migrator.migrateDown();
        if (error !== undefined) return { error };
      }
    }),
});
