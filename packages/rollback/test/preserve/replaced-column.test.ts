import { expect, test } from 'vitest';
import { workplace } from '../workplace.js';

const START = `CREATE TABLE orders (id INTEGER PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('buy', 'sell')), lots REAL);
INSERT INTO orders (kind, lots) VALUES ('buy', 1), ('sell', 2), ('buy', 3), ('sell', 4);`;

/** How scripts give a column another rule where they make no new table. */
const WIDER = {
  '001_wider.sql': `ALTER TABLE orders ADD COLUMN kind_new TEXT;
UPDATE orders SET kind_new = kind;
ALTER TABLE orders DROP COLUMN kind;
ALTER TABLE orders RENAME COLUMN kind_new TO kind;`,
};

test('a column that was replaced by one of its name goes on in that: what was written there since stays', async () => {
  const place = workplace(START, WIDER);
  await place.up();
  place.write(`UPDATE orders SET kind = 'sell' WHERE id = 1; INSERT INTO orders (kind, lots) VALUES ('buy', 5);`);
  const { databases } = await place.down();
  expect(databases[0]?.ran[0]?.returned?.conflicts).toEqual([]);
  expect(place.rows('SELECT id, kind, lots FROM orders')).toEqual([
    [1, 'sell', 1],
    [2, 'sell', 2],
    [3, 'buy', 3],
    [4, 'sell', 4],
    [5, 'buy', 5],
  ]);
  await place.up();
  expect(place.rows('SELECT kind FROM orders')).toEqual([['sell'], ['sell'], ['buy'], ['sell'], ['buy']]);
});

test('where the column of before does not take it, the row has what it had there, and as it was written comes back', async () => {
  const place = workplace(START, WIDER);
  await place.up();
  place.write(`UPDATE orders SET kind = 'swap' WHERE id = 2;`);
  const { databases } = await place.down({ approval: 'all' });
  expect(databases[0]?.ran[0]?.returned?.conflicts).toMatchObject([{ kind: 'kept-aside', table: 'orders', rows: 1 }]);
  expect(place.rows('SELECT id, kind FROM orders')).toEqual([
    [1, 'buy'],
    [2, 'sell'],
    [3, 'buy'],
    [4, 'sell'],
  ]);
  await place.up();
  expect(place.rows('SELECT kind FROM orders ORDER BY id')).toEqual([['buy'], ['swap'], ['buy'], ['sell']]);
});

test('one of another meaning: what was there before comes back, but for what was written since', async () => {
  const place = workplace(START, {
    '001_other.sql': `ALTER TABLE orders DROP COLUMN lots; ALTER TABLE orders ADD COLUMN lots INTEGER DEFAULT 100;`,
  });
  await place.up();
  place.write('UPDATE orders SET lots = 7 WHERE id = 3');
  const { databases } = await place.down();
  expect(databases[0]?.ran[0]?.returned?.conflicts).toMatchObject([{ kind: 'rewritten', table: 'orders', column: 'lots', rows: 1 }]);
  expect(place.rows('SELECT lots FROM orders')).toEqual([[1], [2], [7], [4]]);
});
