// Ours, as a library in a process of its own and as the command line.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { columnOf, program, script, versionOf, writeAll } from './command.mjs';

const BIN = fileURLToPath(new URL('../../apps/cli/bin/zepix-migrate.cjs', import.meta.url));

const shared = {
  package: '@zepix/migrations-cli',
  actions: ['up', 'up-together', 'status', 'down'],
  write(folder, migrations) {
    for (const { id, up, down, transaction = true } of migrations) {
      const header = transaction ? '' : '-- Transaction: NO\n';
      writeAll(folder, {
        [`${id}.sql`]: header + script(up),
        ...(down === null ? {} : { [`rollback/${versionOf(id)}_rollback.sql`]: script(down) }),
      });
    }
  },
  recorded: (db) => columnOf(db, 'schema_migrations', 'version'),
};

/** `createMigrator(…)`. */
export const library = { ...shared, name: 'ours (library)', command: (action, work) => program('ours', action, work) };

/** `zepix-migrate …`, without what no peer has: the snapshot before a run, and the rehearsal on a copy. */
export const commandLine = {
  ...shared,
  name: 'ours (CLI)',
  command: (action, work) => cli(action, work, ['--no-snapshot', '--no-rehearse']),
};

/** The same with everything on that is on by default. */
export const everything = { ...shared, name: 'ours (CLI), all on', command: (action, work) => cli(action, work, []) };

function cli(action, { places, steps = 1 }, quick) {
  const words = {
    up: ['up', '--yes', ...quick],
    'up-together': ['up', '--yes', '--single-transaction', ...quick],
    status: ['status'],
    down: ['down', '--yes', '--steps', String(steps), ...quick],
  }[action];
  return { command: process.execPath, args: [BIN, ...words, ...where(places)] };
}

// Several databases are written down in a configuration, which stands beside the first one's file.
function where(places) {
  const [{ folder, file }] = places;
  if (places.length === 1) return ['--database', file, '--migrations', folder];
  const databases = Object.fromEntries(places.map(({ folder, file }, index) => [`db${index}`, { file, migrations: folder }]));
  const config = join(file, '..', 'zepix.config.mjs');
  writeAll(join(file, '..'), { 'zepix.config.mjs': `export default ${JSON.stringify({ databases })};\n` });
  return ['--config', config];
}
