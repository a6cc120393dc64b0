import { fails, holds, migration, reason } from './place.mjs';

const MIGRATIONS = [
  migration(1, 'full', ['CREATE TABLE full (bytes BLOB)', 'INSERT INTO full VALUES (zeroblob(400000))', 'DELETE FROM full'], []),
  migration(2, 'vacuum', ['VACUUM'], [], { transaction: false }),
];

export const scenario = {
  name: 'statement outside a transaction',
  about: `A migration is a VACUUM, marked in the tool's own way as one that must run without a transaction, where it has a way. It holds when the file is smaller afterwards and the migration is recorded.`,
  async judge(place) {
    place.write(MIGRATIONS);
    const { status, output } = await place.run();
    if (status !== 0) return fails(`fails: ${reason(output)}`);
    const free = place.look((db) => db.pragma('freelist_count', { simple: true }));
    return free === 0 && place.recorded().length === 2 ? holds('runs, recorded') : fails('recorded, did nothing');
  },
};
