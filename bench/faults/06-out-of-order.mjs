import { fails, holds, migration, names } from './place.mjs';

// Numbered by the time, as teams do it who work on branches: such numbers may have gaps.
const [first, second, third] = ['orders', 'trades', 'events'].map((table, index) =>
  migration(20_260_101_120_000 + index, table, [`CREATE TABLE ${table} (id INTEGER PRIMARY KEY)`], [`DROP TABLE ${table}`]),
);

export const scenario = {
  name: 'file out of order',
  about: `The first and the third migration are applied; then the second appears, as it does when two branches are merged. It holds when the next run applies it, or refuses and names it; not when it ends well and has skipped it.`,
  async judge(place) {
    place.write([first, third]);
    await place.prepare();
    place.write([first, second, third]);
    const again = await place.run();
    if (place.has('trades')) return holds('applied');
    if (again.status === 0) return fails('skipped, exit 0');
    return names(again.output, second) ? holds('refused, named') : fails('fails, not named');
  },
};
