import { fails, holds, migration, names } from './place.mjs';

const first = (type) => migration(1, 'orders', [`CREATE TABLE orders (id INTEGER PRIMARY KEY, price ${type})`], ['DROP TABLE orders']);
const second = migration(2, 'trades', ['CREATE TABLE trades (id INTEGER PRIMARY KEY)'], ['DROP TABLE trades']);

export const scenario = {
  name: 'applied file edited',
  about: `A migration is applied, its file is edited (another type for a column), and the tool is run again. It holds when the run fails and names the file.`,
  async judge(place) {
    place.write([first('REAL'), second]);
    await place.prepare();
    place.write([first('TEXT'), second]);
    const { status, output } = await place.run();
    if (status === 0) return fails('not noticed, exit 0');
    return names(output, first()) ? holds('refused, named') : fails('fails, not named');
  },
};
