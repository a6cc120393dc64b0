import { fails, holds, migration } from './place.mjs';

const COUNT = 100;
const FIRST = migration(1, 'log', ['CREATE TABLE log (n INTEGER)'], ['DROP TABLE log']);
const following = (count) =>
  Array.from({ length: count }, (_, index) => migration(index + 2, 'line', [`INSERT INTO log VALUES (${index + 2})`], ['DELETE FROM log']));
const REFUSED = /already locked|another run|locked by/i;

export const scenario = {
  name: 'two runners',
  about: `Two processes begin at once to apply the same ${COUNT} migrations to a database that has one already, several rounds; each migration writes a line into a table. It holds when every migration ran once, and each process either ended well or said that another one migrates.`,
  async judge(place, { quick }) {
    const [rounds, all] = quick ? [2, [FIRST, ...following(20)]] : [12, [FIRST, ...following(COUNT)]];
    const found = [];
    for (let round = 0; round < rounds; round += 1) found.push(await together(place.another(String(round)), all));
    const wrong = found.filter(({ isWrong }) => isWrong);
    if (wrong.length > 0) return fails(`${[...new Set(wrong.map(({ words }) => words))].join('; ')} (${wrong.length} of ${rounds})`);
    return holds(found.some(({ words }) => words === 'one refused') ? 'one refused' : 'one waits');
  },
};

async function together(place, all) {
  place.write([FIRST]);
  await place.prepare();
  place.write(all);
  const results = await Promise.all([place.run(), place.run()]);
  const lines = place.look((db) => db.prepare('SELECT n, count(*) AS times FROM log GROUP BY n').all());
  if (lines.some(({ times }) => times > 1)) return { isWrong: true, words: 'applied twice' };
  if (lines.length < all.length - 1) return { isWrong: true, words: 'not all applied' };
  if (place.recorded().length !== all.length) return { isWrong: true, words: 'recorded wrongly' };
  const failed = results.filter(({ status }) => status !== 0);
  if (failed.length === 0) return { isWrong: false, words: 'one waits' };
  if (failed.length === 1 && REFUSED.test(failed[0].output)) return { isWrong: false, words: 'one refused' };
  return { isWrong: true, words: failed.length === 1 ? 'one fails' : 'both fail' };
}
