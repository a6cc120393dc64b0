import { fails, holds, migration, names } from './place.mjs';

const [first, second] = ['orders', 'trades'].map((table, index) =>
  migration(index + 1, table, [`CREATE TABLE ${table} (id INTEGER PRIMARY KEY)`], [`DROP TABLE ${table}`]),
);

export const scenario = {
  name: 'applied file gone',
  about: `Two migrations are applied, then the first one's file disappears, and the tool is run again. It holds when the run names what is missing.`,
  async judge(place) {
    place.write([first, second]);
    await place.prepare();
    place.write([second]);
    const { status, output } = await place.run();
    if (!names(output, first)) return fails(status === 0 ? 'not noticed, exit 0' : 'fails, not named');
    return holds(status === 0 ? 'named, exit 0' : 'refused, named');
  },
};
