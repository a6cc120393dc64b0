import { absent, fails, holds, migration, reason } from './place.mjs';

const ROWS = [1, 2, 3].map((id) => ({ id, note: `note ${id}` }));
const first = migration(
  1,
  'orders',
  [
    'CREATE TABLE orders (id INTEGER PRIMARY KEY, note TEXT)',
    ...ROWS.map(({ id, note }) => `INSERT INTO orders VALUES (${id}, '${note}')`),
  ],
  ['DROP TABLE orders'],
);
const second = migration(2, 'no_note', ['ALTER TABLE orders DROP COLUMN note'], ['ALTER TABLE orders ADD COLUMN note TEXT']);

export const scenario = {
  name: 'taking DROP COLUMN back',
  about: `A migration drops a column that has values; its rollback, as people write it, adds the column again. After the run an application writes one more row. Then the migration is taken back. It holds when the column has its values again and the new row is still there.`,
  async judge(place) {
    if (!place.can('down')) return absent('no way back');
    place.write([first, second]);
    await place.prepare();
    place.look((db) => db.exec('INSERT INTO orders (id) VALUES (4)'));
    const { status, output } = await place.run('down');
    if (status !== 0) return fails(`fails: ${reason(output)}`);
    const rows = place.look((db) => db.prepare('SELECT * FROM orders ORDER BY id').all());
    if (rows.length !== ROWS.length + 1) return fails('rows lost');
    return ROWS.every(({ note }, index) => rows[index].note === note) ? holds('values back') : fails('column back, values lost');
  },
};
