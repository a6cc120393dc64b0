import { join } from 'node:path';
import { fails, hasTable, holds, migration } from './place.mjs';
import { smallDisk } from './small-disk.mjs';

const BYTES = 12_000_000;
const MIGRATIONS = [
  migration(1, 'orders', ['CREATE TABLE orders (id INTEGER PRIMARY KEY)'], ['DROP TABLE orders']),
  migration(
    2,
    'big',
    ['CREATE TABLE big (bytes BLOB)', 'INSERT INTO big VALUES (1)', `INSERT INTO big VALUES (zeroblob(${BYTES}))`],
    ['DROP TABLE big'],
  ),
  migration(3, 'trades', ['CREATE TABLE trades (id INTEGER PRIMARY KEY)'], ['DROP TABLE trades']),
];
const TABLES = ['orders', 'big', 'trades'];

export const scenario = {
  name: 'disk full',
  about: `The database is on a disk of 4 MiB (a tmpfs mounted for it; where that needs rights one has not, a limit on the size of files), and the second of three migrations writes ${BYTES / 1e6} MB. It holds when the run fails, the file is sound, the ledger names exactly what is there, and the next run succeeds once there is room.`,
  async judge(place) {
    const disk = smallDisk(join(place.folder, 'disk'), 4);
    try {
      place.file = join(disk.folder, 'app.db');
      place.write(MIGRATIONS);
      const { status, output } = await disk.limited(place);
      if (status === 0) return fails('exit 0');
      const wrong = wrongIn(place);
      if (wrong !== null) return fails(wrong);
      disk.enlarge();
      const again = await place.run();
      if (again.status !== 0) return fails('the next run fails');
      return wrongIn(place) === null && place.has('big')
        ? holds(/full|space/i.test(output) ? 'rolled back, said' : 'rolled back')
        : fails('not whole after it');
    } finally {
      disk.remove();
    }
  },
};

function wrongIn(place) {
  const recorded = place.recorded();
  return place.look((db) => {
    if (db.pragma('integrity_check', { simple: true }) !== 'ok') return 'damaged';
    const wrong = MIGRATIONS.findIndex(({ number }, index) => hasTable(db, TABLES[index]) !== recorded.includes(number));
    if (wrong === -1) return null;
    return recorded.includes(MIGRATIONS[wrong].number) ? 'recorded, not applied' : 'half applied';
  });
}
