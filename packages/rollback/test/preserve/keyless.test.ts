import { expect, test } from 'vitest';
import { workplace } from '../workplace.js';

const EVERY = { approval: 'all' } as const;
const made = (name: string, rule = ''): string => `CREATE TABLE ${name} (a INTEGER ${rule}, b TEXT)`;
const START = `${made('dates')}; INSERT INTO dates VALUES (NULL, 'w'), (1, 'x'), (NULL, 'y'), (2, 'z'), (2, 'z'), (3, 'u');`;
const SCRIPTS = {
  'leaves rows out': `${made('dates2', 'NOT NULL')}; INSERT INTO dates2 SELECT * FROM dates WHERE a IS NOT NULL; DROP TABLE dates; ALTER TABLE dates2 RENAME TO dates;`,
  'turns them round': `${made('dates2')}; INSERT INTO dates2 SELECT * FROM dates ORDER BY rowid DESC; DROP TABLE dates; ALTER TABLE dates2 RENAME TO dates;`,
  'puts others first': `ALTER TABLE dates RENAME TO old; ${made('dates')}; INSERT INTO dates VALUES (9, 'first'); INSERT INTO dates SELECT * FROM old; DROP TABLE old;`,
};

for (const [how, up] of Object.entries(SCRIPTS)) {
  test(`rows that nothing tells apart stay what they are where a script ${how}`, async () => {
    const place = workplace(START, { '001_anew.sql': up });
    const before = place.contents();
    await place.up(EVERY);
    const after = place.contents();
    await place.down(EVERY);
    expect(place.contents()).toEqual(before);
    await place.up(EVERY);
    expect(place.contents()).toEqual(after);
    place.write("DELETE FROM dates WHERE b = 'x'; UPDATE dates SET b = 'written' WHERE b = 'u'; INSERT INTO dates VALUES (7, 'new')");
    const written = place.contents();
    await place.down(EVERY);
    expect(place.rows('SELECT * FROM dates ORDER BY a, b')).toEqual([
      [null, 'w'],
      [null, 'y'],
      [2, 'z'],
      [2, 'z'],
      [3, 'written'],
      [7, 'new'],
    ]);
    await place.up(EVERY);
    expect(place.contents()).toEqual(written);
  });
}

test.each([
  "INSERT INTO dates VALUES (8, 'seed'), (9, 'seed');",
  'CREATE TABLE more AS SELECT 8 AS a, 9 AS b; INSERT INTO dates SELECT * FROM more; DROP TABLE more; ALTER TABLE dates RENAME TO days; ALTER TABLE days RENAME TO dates;',
])('rows without a key that a script puts in are not there twice when it runs again: %s', async (up) => {
  const place = workplace(START, { '001_more.sql': up });
  await place.up(EVERY);
  place.write("UPDATE dates SET b = 'written' WHERE a = 8; INSERT INTO dates VALUES (7, 'own'); DELETE FROM dates WHERE b = 'w'");
  const written = place.contents();
  await place.down(EVERY);
  await place.up(EVERY);
  expect(place.contents()).toEqual(written);
});

test('a row that a script puts under the number of one that it deletes is not there again where the application deleted it', async () => {
  const start = "CREATE TABLE log (n INTEGER PRIMARY KEY, what TEXT); INSERT INTO log (what) VALUES ('a'), ('b'), ('c');";
  const place = workplace(start, { '001_log.sql': "DELETE FROM log WHERE n % 2; INSERT INTO log (what) VALUES ('m');" });
  await place.up(EVERY);
  place.write("DELETE FROM log WHERE what = 'm'");
  const written = place.contents();
  await place.down(EVERY);
  await place.up(EVERY);
  expect(place.contents()).toEqual(written);
});

test('rows that a rebuild numbers anew, and nothing else tells apart, stay what they are', async () => {
  const numbered = (name: string): string => `CREATE TABLE ${name} (id INTEGER PRIMARY KEY AUTOINCREMENT, a INT, b TEXT)`;
  const start = `${numbered('t')}; INSERT INTO t VALUES (7, 1, 'x'), (9, 1, 'x'), (12, 3, 'z'), (13, NULL, 'u');`;
  const up = `${numbered('t2')}; INSERT INTO t2 (a, b) SELECT a, b FROM t ORDER BY id; DROP TABLE t; ALTER TABLE t2 RENAME TO t;`;
  const place = workplace(start, { '001_anew.sql': up });
  const before = place.contents();
  await place.up(EVERY);
  const after = place.contents();
  await place.down(EVERY);
  expect(place.contents()).toEqual(before);
  await place.up(EVERY);
  expect(place.contents()).toEqual(after);
  place.write("UPDATE t SET b = 'written' WHERE a = 3; DELETE FROM t WHERE a IS NULL; INSERT INTO t (a, b) VALUES (7, 'own')");
  const written = place.contents();
  await place.down(EVERY);
  expect(place.rows('SELECT * FROM t')).toEqual([
    [5, 7, 'own'],
    [7, 1, 'x'],
    [9, 1, 'x'],
    [12, 3, 'written'],
  ]);
  await place.up(EVERY);
  expect(place.contents()).toEqual(written);
});

test('a script that takes rows back under the numbers that they were given anew: they get back theirs', async () => {
  const place = workplace(`CREATE TABLE g (id INTEGER PRIMARY KEY, amount INTEGER); INSERT INTO g VALUES (5, 100), (9, 200), (12, 300);`, {
    '001_anew.sql': `CREATE TABLE n (id INTEGER PRIMARY KEY, amount INTEGER NOT NULL);
INSERT INTO n (amount) SELECT amount FROM g; DROP TABLE g; ALTER TABLE n RENAME TO g;`,
    'rollback/001_rollback_anew.sql': `CREATE TABLE o (id INTEGER PRIMARY KEY, amount INTEGER);
INSERT INTO o SELECT id, amount FROM g; DROP TABLE g; ALTER TABLE o RENAME TO g;`,
  });
  await place.up();
  expect(place.rows('SELECT id, amount FROM g')).toEqual([
    [1, 100],
    [2, 200],
    [3, 300],
  ]);
  place.write('UPDATE g SET amount = 250 WHERE id = 2; INSERT INTO g VALUES (40, 400)');
  await place.down();
  expect(place.rows('SELECT id, amount FROM g ORDER BY id')).toEqual([
    [5, 100],
    [9, 250],
    [12, 300],
    [40, 400],
  ]);
});
