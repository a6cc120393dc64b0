// dbmate: a Go program; npm brings its binary, which is run as it is. A transaction each.
import { existsSync } from 'node:fs';
import { resolveBinary } from 'dbmate';
import { columnOf, script, writeAll } from './command.mjs';

const URL_OF = (file) => `sqlite:${file}`;

export const dbmate = {
  name: 'dbmate',
  package: 'dbmate',
  actions: ['up', 'status', 'down'],
  /** It knows one database and one step back a call. */
  oneAtATime: true,
  write(folder, migrations) {
    for (const { id, up, down, transaction = true } of migrations) {
      const option = transaction ? '' : ' transaction:false';
      writeAll(folder, { [`${id}.sql`]: `-- migrate:up${option}\n${script(up)}\n-- migrate:down${option}\n${script(down ?? [])}` });
    }
  },
  command(action, { places: [{ folder, file }] }) {
    const words = { up: 'up', status: 'status', down: 'rollback' };
    return { command: resolveBinary(), args: ['--url', URL_OF(file), '--migrations-dir', folder, '--no-dump-schema', words[action]] };
  },
  recorded: (db) => columnOf(db, 'schema_migrations', 'version'),
  isInstalled: () => existsSync(resolveBinary()),
};
