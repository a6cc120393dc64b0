import { setTimeout as pause } from 'node:timers/promises';
import { finish } from '../lib/process.mjs';
import { fails, hasTable, holds, migration } from './place.mjs';

const COUNT = 200;
const migrations = (count) =>
  Array.from({ length: count }, (_, index) => {
    const number = index + 1;
    return migration(
      number,
      'made',
      [`CREATE TABLE made_${number} (n INTEGER)`, `INSERT INTO made_${number} VALUES (${number})`],
      [`DROP TABLE made_${number}`],
    );
  });

export const scenario = {
  name: 'kill in the middle',
  about: `A run of ${COUNT} migrations, each with a CREATE TABLE and an INSERT, is killed with SIGKILL, its whole process group at once, at moments spread over the length of an unharmed run. Then the database is looked at, and the tool is run again. It holds when the ledger names what is there, no more and no less, after every kill, and when the next run ends with every migration applied once.`,
  async judge(place, { quick }) {
    const [rounds, all] = quick ? [3, migrations(40)] : [12, migrations(COUNT)];
    const length = await unharmed(place.another('whole'), all);
    const found = [];
    for (let round = 0; round < rounds; round += 1)
      found.push(await killed(place.another(String(round)), all, length * (0.25 + (0.75 * round) / rounds)));
    const wrong = found.filter((one) => one !== null);
    if (wrong.length === 0) return holds(`${rounds} of ${rounds} kills`);
    return fails(`${[...new Set(wrong)].join('; ')} (${wrong.length} of ${rounds} kills)`);
  },
};

async function unharmed(place, all) {
  place.write(all);
  const started = performance.now();
  await place.prepare();
  return performance.now() - started;
}

async function killed(place, all, afterMs) {
  place.write(all);
  const child = place.start();
  const end = finish(child);
  await pause(afterMs);
  if (child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  await end;
  return wrongAfterKill(place, all) ?? (await wrongAfterNextRun(place, all));
}

function wrongAfterKill(place, all) {
  const recorded = new Set(place.recorded());
  return place.look((db) => {
    for (const [index, { number }] of all.entries()) {
      const state = stateOf(db, `made_${index + 1}`);
      if (state === 'half') return 'half a migration stays';
      if (state === 'whole' && !recorded.has(number)) return 'applied, not recorded';
      if (state === 'none' && recorded.has(number)) return 'recorded, not applied';
    }
    return null;
  });
}

function stateOf(db, table) {
  if (!hasTable(db, table)) return 'none';
  return db.prepare(`SELECT count(*) FROM ${table}`).pluck().get() === 1 ? 'whole' : 'half';
}

async function wrongAfterNextRun(place, all) {
  const { status } = await place.run();
  if (status !== 0) return 'the next run fails';
  return place.recorded().length === all.length ? wrongAfterKill(place, all) : 'the next run does not end it';
}
