import type { Report } from '@zepix/migrations-core';
import { expect, test } from 'vitest';
import { workplace } from '../workplace.js';

const conflicts = ({ databases }: Report): readonly unknown[] => databases[0]?.ran[0]?.returned?.conflicts ?? [];
const EVERY = { approval: 'all' } as const;
const HOWS = [{ copiesUpTo: 0 }, { copiesUpTo: 200 }];

test.each(HOWS)('what refers to a row that is put aside goes with it, down to the last, and comes again, %o', async (how) => {
  const start = `CREATE TABLE p (id INTEGER PRIMARY KEY, name TEXT UNIQUE);
CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER NOT NULL REFERENCES p (id) ON DELETE CASCADE, above INTEGER REFERENCES c);
CREATE TABLE g (c INTEGER REFERENCES c (id), note TEXT); CREATE TABLE s (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p ON DELETE SET NULL);
CREATE TABLE log (what); CREATE TRIGGER seen AFTER DELETE ON c BEGIN INSERT INTO log VALUES (old.id); END;
INSERT INTO p VALUES (1, 'one'), (5, 'five'); INSERT INTO c VALUES (1, 1, NULL); INSERT INTO g VALUES (1, 'old'); INSERT INTO s VALUES (1, 1);`;
  const place = workplace(start, { '001_gone.sql': 'DELETE FROM p WHERE id = 5;' }, how);
  await place.up(EVERY);
  place.write(`INSERT INTO p VALUES (7, 'five'); INSERT INTO c VALUES (2, 7, NULL), (3, 1, 2); INSERT INTO g VALUES (2, 'x'), (3, 'y');
INSERT INTO s VALUES (2, 7)`);
  const written = place.contents();
  const report = await place.down(EVERY);
  expect(place.rows('PRAGMA foreign_key_check')).toEqual([]);
  expect([place.rows('SELECT id FROM p'), place.rows('SELECT id FROM c'), place.rows('SELECT note FROM g')]).toEqual([
    [[1], [5]],
    [[1]],
    [['old']],
  ]);
  expect(place.rows('SELECT * FROM s')).toEqual([
    [1, 1],
    [2, null],
  ]);
  expect(place.rows('SELECT * FROM log')).toEqual([]);
  expect(conflicts(report)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ kind: 'kept-aside', table: 'p', rows: 1 }),
      expect.objectContaining({ kind: 'kept-aside', table: 'c', rows: 1 }),
      expect.objectContaining({ kind: 'kept-aside', table: 'g', rows: 2 }),
      expect.objectContaining({ kind: 'unlinked', table: 's', column: 'p', rows: 1 }),
    ]),
  );
  await place.up(EVERY);
  expect(place.contents()).toEqual(written);
});

test.each(HOWS)('rows under a key of text that comes back are put aside, and what refers to them is told of, %o', async (how) => {
  const start = `CREATE TABLE p (a TEXT, b TEXT COLLATE NOCASE, v TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID;
CREATE TABLE c (id INTEGER PRIMARY KEY, a TEXT, b TEXT, FOREIGN KEY (a, b) REFERENCES p ON DELETE CASCADE);
INSERT INTO p VALUES ('x', 'Y', 'old'), ('x', 'z', 'old'), ('w', 'w', 'same'); INSERT INTO c VALUES (1, 'x', 'z'), (2, 'x', 'y');`;
  const place = workplace(start, { '001_gone.sql': "DELETE FROM c WHERE id = 2; DELETE FROM p WHERE b = 'y' OR a = 'w';" }, how);
  const before = place.contents();
  await place.up(EVERY);
  place.write("INSERT INTO p VALUES ('x', 'y', 'new'), ('w', 'w', 'same'); INSERT INTO c VALUES (2, 'x', 'y'), (4, 'w', 'w')");
  const written = place.contents();
  const report = await place.down(EVERY);
  expect(place.rows("SELECT * FROM p WHERE b = 'y'")).toEqual([['x', 'Y', 'old']]);
  expect(conflicts(report)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ kind: 'kept-aside', table: 'p', rows: 1 }),
      expect.objectContaining({ kind: 'attached', table: 'c', column: 'a, b', rows: 1 }),
    ]),
  );
  expect(place.rows('SELECT id FROM c ORDER BY id')).toEqual([[1], [2], [4]]);
  expect(place.rows('PRAGMA foreign_key_check')).toEqual([]);
  expect(place.contents()['schema']).toEqual(before['schema']);
  await place.up(EVERY);
  expect(place.contents()).toEqual(written);
});

test('two rows that each have one of the values that come back are both put aside', async () => {
  const start =
    "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT UNIQUE, b TEXT UNIQUE); INSERT INTO t VALUES (1, 'a1', 'b1'), (2, 'a2', 'b2');";
  const place = workplace(start, { '001_gone.sql': 'DELETE FROM t WHERE id = 2;' });
  await place.up(EVERY);
  place.write("INSERT INTO t VALUES (3, 'a2', 'x'), (4, 'y', 'b2')");
  const written = place.contents();
  const report = await place.down(EVERY);
  expect(place.rows('SELECT id FROM t')).toEqual([[1], [2]]);
  expect(conflicts(report)).toMatchObject([{ kind: 'kept-aside' }, { kind: 'kept-aside' }]);
  await place.up(EVERY);
  expect(place.contents()).toEqual(written);
});
