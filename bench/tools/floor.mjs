// What nobody can do with less: a bare better-sqlite3 script that reads and hashes the same files, writes a ledger row with the same
// facts in the migration's transaction, and syncs as ours does.
import { columnOf, program, script, versionOf, writeAll } from './command.mjs';

export const floor = {
  name: 'floor',
  package: 'better-sqlite3',
  actions: ['up', 'up-together', 'status', 'down'],
  write(folder, migrations) {
    for (const { id, up, down } of migrations) {
      writeAll(folder, { [`${id}.sql`]: script(up), [`rollback/${versionOf(id)}_rollback.sql`]: script(down) });
    }
  },
  command: (action, work) => program('floor', action, work),
  recorded: (db) => columnOf(db, 'ledger', 'version'),
};
