import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { Umzug } from 'umzug';
import { main, settingsOf } from './program.mjs';

async function using({ folder, file }, body) {
  const db = new Database(file);
  try {
    db.exec('CREATE TABLE IF NOT EXISTS umzug_migrations (name TEXT PRIMARY KEY NOT NULL)');
    await body(umzugOf(db, folder));
    return settingsOf(db);
  } finally {
    db.close();
  }
}

function umzugOf(db, folder) {
  return new Umzug({
    migrations: { glob: ['*.sql', { cwd: folder }], resolve: ({ name, path }) => migration(db, name, path) },
    storage: storageIn(db),
    logger: undefined,
  });
}

function migration(db, name, path) {
  const runFile = (file) => {
    const text = readFileSync(file, 'utf8');
    if (text.startsWith('-- no transaction')) db.exec(text);
    else db.transaction(() => db.exec(text)).immediate();
  };
  return { name, up: async () => runFile(path), down: async () => runFile(join(dirname(path), 'down', basename(path))) };
}

function storageIn(db) {
  return {
    executed: async () => db.prepare('SELECT name FROM umzug_migrations ORDER BY name').pluck().all(),
    logMigration: async ({ name }) => void db.prepare('INSERT INTO umzug_migrations (name) VALUES (?)').run(name),
    unlogMigration: async ({ name }) => void db.prepare('DELETE FROM umzug_migrations WHERE name = ?').run(name),
  };
}

await main({
  up: (place) => using(place, (umzug) => umzug.up()),
  status: (place) =>
    using(place, async (umzug) => {
      const [executed, pending] = [await umzug.executed(), await umzug.pending()];
      console.log(`${executed.length} applied, ${pending.length} pending`);
    }),
  down: (place, steps) => using(place, (umzug) => umzug.down({ step: steps })),
});
