import { fails, holds, migration } from './place.mjs';

const first = migration(1, 'orders', ['CREATE TABLE orders (id INTEGER PRIMARY KEY)'], ['DROP TABLE orders']);
const second = (table) =>
  migration(
    2,
    'trades',
    ['CREATE TABLE trades (id INTEGER PRIMARY KEY)', 'INSERT INTO orders VALUES (7)', `INSERT INTO ${table} VALUES (1)`],
    ['DROP TABLE trades'],
  );

export const scenario = {
  name: 'failing third statement',
  about: `The third statement of the second migration names a table that does not exist. It holds when the run fails, nothing of that migration stays and it is not recorded, and when the next run applies it once the file is corrected.`,
  async judge(place) {
    place.write([first, second('trade')]);
    const { status } = await place.run();
    if (status === 0) return fails('exit 0');
    if (place.recorded().includes(second().number)) return fails('recorded as done');
    if (place.has('trades')) return fails('half applied');
    place.write([first, second('trades')]);
    const again = await place.run();
    return again.status === 0 && place.has('trades') ? holds('rolled back') : fails('the next run fails');
  },
};
