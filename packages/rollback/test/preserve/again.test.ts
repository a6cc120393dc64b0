import type { Report } from '@zepix/migrations-core';
import { expect, test } from 'vitest';
import { workplace } from '../workplace.js';

const conflicts = ({ databases }: Report): readonly unknown[] => databases[0]?.ran[0]?.returned?.conflicts ?? [];

const HOWS = [{ copiesUpTo: 0 }, { copiesUpTo: 200 }];
const EVERY = { approval: 'all' } as const;

test.each(HOWS)('rows that a migration puts in and the application deletes are not there again, %o', async (how) => {
  const start =
    'CREATE TABLE names (name TEXT PRIMARY KEY); CREATE TABLE numbers (id INTEGER PRIMARY KEY, v TEXT); INSERT INTO numbers VALUES (1, 0);';
  const up = `INSERT INTO names VALUES ('a'), ('b'); INSERT INTO numbers (v) VALUES ('x'), ('y');
CREATE TABLE made (id INTEGER PRIMARY KEY, v TEXT); INSERT INTO made (v) VALUES ('m'), ('n');`;
  const place = workplace(start, { '001_seeds.sql': up }, how);
  await place.up();
  place.write("DELETE FROM names WHERE name = 'a'; DELETE FROM numbers WHERE v = 'x'; DELETE FROM made WHERE v = 'n'");
  const written = place.contents();
  await place.down(EVERY);
  expect(place.rows('SELECT * FROM numbers')).toEqual([[1, '0']]);
  const report = await place.up(EVERY);
  expect(place.contents()).toEqual(written);
  expect(conflicts(report)).toMatchObject(['names', 'numbers', 'made'].map((table) => ({ kind: 'deleted-since', table, rows: 1 })));
  await place.redo(EVERY);
  expect(place.contents()).toEqual(written);
});

test('one that was put in again meanwhile stays', async () => {
  const place = workplace('CREATE TABLE names (name TEXT PRIMARY KEY, v TEXT);', {
    '001_seeds.sql': "INSERT OR IGNORE INTO names VALUES ('a', 1);",
  });
  await place.up();
  place.write('DELETE FROM names');
  await place.down(EVERY);
  place.write("INSERT INTO names VALUES ('a', 2)");
  await place.up(EVERY);
  expect(place.rows('SELECT * FROM names')).toEqual([['a', '2']]);
});

const BOOKS = `CREATE TABLE books (id INTEGER PRIMARY KEY, at TEXT NOT NULL, kind TEXT);
INSERT INTO books VALUES (1, '2024-01-01', 'a'), (2, '2024-01-02', 'b');`;

test.each(HOWS)('a script that would fail on what the application wrote does not see it again, %o', async (how) => {
  const place = workplace(BOOKS, { '001_seconds.sql': "UPDATE books SET at = strftime('%s', at);" }, how);
  await place.up(EVERY);
  place.write("UPDATE books SET at = 'never' WHERE id = 2; INSERT INTO books VALUES (7, 'soon', NULL), (8, '1704153600', NULL)");
  const written = place.contents();
  await place.down(EVERY);
  expect(place.rows('SELECT * FROM books')).toEqual([
    [1, '2024-01-01', 'a'],
    [2, 'never', 'b'],
    [7, 'soon', null],
    [8, '1704153600', null],
  ]);
  for (let turn = 0; turn < 2; turn += 1) {
    await place.up(EVERY);
    expect(place.contents()).toEqual(written);
    await place.down(EVERY);
  }
  place.write("UPDATE books SET at = '2024-01-03' WHERE id = 7; INSERT INTO books VALUES (9, '2024-01-04', NULL)");
  await place.up(EVERY);
  expect(place.rows('SELECT at FROM books WHERE id > 6')).toEqual([['1704240000'], ['1704153600'], ['1704326400']]);
});

test('of two rows under one key, the script puts one and the application the other, both stay', async () => {
  const start =
    'CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT); CREATE TABLE u (v TEXT); INSERT INTO t VALUES (1, 0); INSERT INTO u VALUES (1);';
  const place = workplace(start, { '001_copy.sql': 'INSERT INTO t (v) SELECT v FROM u;' });
  await place.up(EVERY);
  place.write("INSERT INTO t VALUES (3, 'own'); INSERT INTO u VALUES ('more')");
  await place.down(EVERY);
  const report = await place.up(EVERY);
  expect(place.rows('SELECT * FROM t')).toEqual([
    [1, '0'],
    [2, '1'],
    [3, 'own'],
  ]);
  expect(conflicts(report)).toMatchObject([{ kind: 'kept-aside', table: 't', rows: 1 }]);
  expect(
    place.rows(`SELECT id, v FROM ${String(place.rows("SELECT name FROM sqlite_schema WHERE name GLOB '_zepix_kept_*'").flat()[0])}`),
  ).toEqual([[3, 'more']]);
});

test('a number that no column shows is no reason to put a row aside', async () => {
  const start =
    "CREATE TABLE t (name TEXT PRIMARY KEY, v TEXT); INSERT INTO t VALUES ('a', 1), ('b', 2), ('c', 3); DELETE FROM t WHERE name = 'a';";
  const up = `CREATE TABLE new_t (name TEXT PRIMARY KEY, v TEXT, n INT NOT NULL DEFAULT 0); INSERT INTO new_t (name, v) SELECT name, v FROM t;
DROP TABLE t; ALTER TABLE new_t RENAME TO t; INSERT INTO t VALUES ('s', 's', 1), ('r', 'r', 1);`;
  const place = workplace(start, { '001_more.sql': up });
  await place.up(EVERY);
  place.write("DELETE FROM t WHERE name = 's'; INSERT INTO t VALUES ('x', 'x', 2), ('y', 'y', 3), ('z', 'z', 4)");
  const rows = place.rows('SELECT * FROM t ORDER BY name');
  await place.down(EVERY);
  const report = await place.up(EVERY);
  expect(place.rows('SELECT * FROM t ORDER BY name')).toEqual(rows);
  expect(conflicts(report).filter((one) => (one as { kind: string }).kind === 'kept-aside')).toEqual([]);
});

test('rows that a rebuild numbers anew are known by another column that may stand only once', async () => {
  const made = (name: string): string => `CREATE TABLE ${name} (id INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT NOT NULL, v TEXT)`;
  const start = `${made('t')}; CREATE UNIQUE INDEX t_code ON t (code); INSERT INTO t VALUES (7, 'a', 1), (9, 'b', 2), (12, 'c', 3);`;
  const up = `${made('t2')}; INSERT INTO t2 (code, v) SELECT code, v FROM t ORDER BY id; DROP TABLE t; ALTER TABLE t2 RENAME TO t; CREATE UNIQUE INDEX t_code ON t (code);`;
  const place = workplace(start, { '001_anew.sql': up });
  await place.up(EVERY);
  place.write("UPDATE t SET v = 'written' WHERE code = 'b'; DELETE FROM t WHERE code = 'c'; INSERT INTO t (code, v) VALUES ('d', 4)");
  const written = place.contents();
  const report = await place.down(EVERY);
  expect(place.rows('SELECT * FROM t')).toEqual([
    [4, 'd', '4'],
    [7, 'a', '1'],
    [9, 'b', 'written'],
  ]);
  expect(conflicts(report)).toMatchObject([{ kind: 'deleted-since', rows: 1 }]);
  await place.up(EVERY);
  expect(place.contents()).toEqual(written);
});

test.each(HOWS)(
  'rows of the application come back into a table that the script writes anew under other hidden numbers, %o',
  async (how) => {
    const start = "CREATE TABLE t (name TEXT PRIMARY KEY, v TEXT); INSERT INTO t VALUES ('a', 1), ('b', 2), ('c', 3);";
    const up = `CREATE TABLE new_t (name TEXT PRIMARY KEY, v TEXT, n INT DEFAULT 0); INSERT INTO new_t (name, v) SELECT name, v FROM t;
DROP TABLE t; ALTER TABLE new_t RENAME TO t;`;
    const place = workplace(start, { '001_more.sql': up }, how);
    await place.up(EVERY);
    place.write("DELETE FROM t WHERE name = 'a'; INSERT INTO t VALUES ('x', 'x', 2), ('y', 'y', 3)");
    const written = place.contents();
    await place.down(EVERY);
    await place.up(EVERY);
    expect(place.contents()).toEqual(written);
  },
);

test.each(HOWS)('a table that goes back without a row of it being written has its rows again, %o', async (how) => {
  const made = (name: string): string => `CREATE TABLE ${name} (id INTEGER NOT NULL, k TEXT NOT NULL, other INTEGER, PRIMARY KEY (id, k))`;
  const start = `CREATE TABLE u (id INTEGER PRIMARY KEY); ${made('t')}; INSERT INTO t VALUES (8, 'p', NULL);`;
  const up = `UPDATE t SET other = NULL; ${made('__new_t')}; INSERT INTO __new_t SELECT * FROM t; DROP TABLE t; ALTER TABLE __new_t RENAME TO t;
ALTER TABLE u ADD COLUMN added TEXT;`;
  const place = workplace(start, { '001_change.sql': up }, how);
  await place.up(EVERY);
  place.write("INSERT INTO t VALUES (219, 'p', 2)");
  const written = place.contents();
  await place.down(EVERY);
  await place.up(EVERY);
  expect(place.contents()).toEqual(written);
});
