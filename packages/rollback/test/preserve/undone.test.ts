import { expect, test } from 'vitest';
import { workplace } from '../workplace.js';

const EVERY = { approval: 'all' } as const;

test.each([{ copiesUpTo: 0 }, { copiesUpTo: 200 }])('a table that was dropped and made again with other rows, %o', async (how) => {
  const made = 'CREATE TABLE t (id TEXT PRIMARY KEY, a NUMERIC, b REAL UNIQUE)';
  const start = `${made}; INSERT INTO t VALUES ('k7', 'x', 0.5), ('k9', 3, 1.0); CREATE UNIQUE INDEX i ON t (a);`;
  const place = workplace(start, { '001_anew.sql': `DROP TABLE t; ${made}; INSERT INTO t VALUES ('k6', 1, 1.0), ('k7', -1, -2.5);` }, how);
  const before = place.contents();
  await place.up(EVERY);
  const after = place.contents();
  await place.down(EVERY);
  expect(place.contents()).toEqual(before);
  await place.up(EVERY);
  expect(place.contents()).toEqual(after);
  place.write("DELETE FROM t WHERE id = 'k6'");
  await place.down(EVERY);
  expect(place.contents()).toEqual(before);
});

test('a statement that put no row in leaves no row of before to be taken for a later one', async () => {
  const start = "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, v TEXT UNIQUE); INSERT INTO t VALUES (3, 'a'), (100, 'b');";
  const place = workplace(start, { '001_none.sql': "INSERT OR IGNORE INTO t (v) VALUES ('a');" }, { copiesUpTo: 0 });
  const before = place.contents();
  await place.up(EVERY);
  const after = place.contents();
  await place.down(EVERY);
  expect(place.contents()).toEqual(before);
  await place.up(EVERY);
  expect(place.contents()).toEqual(after);
});
