import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fails, holds, migration, reason } from './place.mjs';

const HELD_MS = 3000;
const [first, second] = ['orders', 'trades'].map((table, index) =>
  migration(index + 1, table, [`CREATE TABLE ${table} (id INTEGER PRIMARY KEY)`], [`DROP TABLE ${table}`]),
);

export const scenario = {
  name: 'locked for 3 s',
  about: `Another process holds the database's write lock for ${HELD_MS / 1000} seconds while the tool is started. It holds when the run waits and ends well.`,
  async judge(place) {
    place.write([first]);
    await place.prepare();
    place.write([first, second]);
    const holder = await hold(place.file);
    const { status, output } = await place.run();
    await holder.gone;
    if (status !== 0) return fails(`fails: ${reason(output)}`);
    return place.has('trades') ? holds('waits') : fails('exit 0, not applied');
  },
};

async function hold(file) {
  const require = createRequire(new URL('../../packages/sqlite/package.json', import.meta.url));
  const code = `const db = new (require(${JSON.stringify(require.resolve('better-sqlite3'))}))(${JSON.stringify(file)});
    db.exec('BEGIN IMMEDIATE'); console.log('held'); setTimeout(() => db.exec('COMMIT'), ${HELD_MS});`;
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = once(child, 'exit');
  await once(child.stdout, 'data');
  return { gone };
}
