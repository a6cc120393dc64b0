// umzug: brings the order of files and leaves the rest to its user. Here: SQL files, each in a better-sqlite3 transaction, and a table
// of the applied ones as its storage, which umzug writes when the migration is done.
import { columnOf, program, script, writeAll } from './command.mjs';

export const umzug = {
  name: 'umzug',
  package: 'umzug',
  actions: ['up', 'status', 'down'],
  write(folder, migrations) {
    for (const { id, up, down, transaction = true } of migrations) {
      const mark = transaction ? '' : '-- no transaction\n';
      writeAll(folder, { [`${id}.sql`]: mark + script(up), [`down/${id}.sql`]: script(down ?? []) });
    }
  },
  command: (action, work) => program('umzug', action, work),
  recorded: (db) => columnOf(db, 'umzug_migrations', 'name').map((name) => name.split('_')[0]),
};
