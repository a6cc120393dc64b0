import { describe, expect, test } from 'vitest';
import { workplace } from '../workplace.js';

const START = `
CREATE TABLE t (id INTEGER PRIMARY KEY, a, b TEXT COLLATE NOCASE, c REAL, d TEXT DEFAULT 'usual', e GENERATED ALWAYS AS (a || b) VIRTUAL);
CREATE INDEX t_c ON t (c);
CREATE TABLE k (id TEXT PRIMARY KEY NOT NULL, a, b);
CREATE TABLE n (a, b);
CREATE TABLE w (id INTEGER PRIMARY KEY, a, b);
CREATE TRIGGER w_touch AFTER UPDATE OF a ON w BEGIN UPDATE w SET b = 'touched' WHERE id = new.id; END;
CREATE TABLE r (id INTEGER PRIMARY KEY, a UNIQUE ON CONFLICT REPLACE);
CREATE TABLE s (id INTEGER PRIMARY KEY, v);
WITH RECURSIVE i (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < 300)
  INSERT INTO t (id, a, b, c, d) SELECT x * 3, x % 7, 'B' || x, x / 4.0, CASE WHEN x % 50 = 0 THEN 'other' WHEN x % 60 = 0 THEN NULL ELSE 'usual' END FROM i;
UPDATE t SET a = CASE id % 4 WHEN 0 THEN 1 WHEN 1 THEN 1.0 WHEN 2 THEN '1' ELSE x'31' END WHERE id < 100;
INSERT INTO k SELECT 'key ' || id, a, b FROM t;
INSERT INTO n SELECT a, b FROM t;
INSERT INTO w SELECT id, a, b FROM t;
INSERT INTO r SELECT id, id FROM t;
INSERT INTO s SELECT id, -id FROM t;
`;

const SCRIPTS = [
  'UPDATE t SET a = 1;',
  `UPDATE t SET c = c + 1; UPDATE t SET b = lower(b);`,
  'UPDATE t SET a = a, b = b;',
  `UPDATE t SET a = a, b = upper(b) || '!';`,
  'UPDATE t SET (a, c) = (SELECT v, v FROM s WHERE s.id = t.id);',
  'UPDATE main.t AS x SET "a" = s.v FROM s WHERE s.id = x.id;',
  'WITH m AS (SELECT max(v) AS v FROM s) UPDATE t SET a = (SELECT v FROM m);',
  'ALTER TABLE t DROP COLUMN d;',
  'ALTER TABLE t DROP COLUMN d; ALTER TABLE t DROP COLUMN e; ALTER TABLE t DROP COLUMN a; UPDATE t SET b = 1;',
  `UPDATE t SET d = 'usual'; ALTER TABLE t DROP COLUMN d;`,
  `ALTER TABLE t DROP COLUMN d; ALTER TABLE t ADD COLUMN d TEXT DEFAULT 'again'; UPDATE t SET d = 'set';`,
  'UPDATE t SET a = 1; DELETE FROM t WHERE id % 2 = 0;',
  `ALTER TABLE t DROP COLUMN d; DELETE FROM t WHERE id % 2 = 0; INSERT INTO t (id, a) VALUES (4, 4), (6, 6);`,
  'UPDATE t SET a = 1; INSERT INTO t (a) VALUES (1);',
  'UPDATE t SET a = 1; UPDATE t SET id = id + 10000;',
  'UPDATE t SET a = 1, rowid = rowid + 10000;',
  'UPDATE t SET a = 1; DROP TABLE t;',
  'UPDATE t SET a = 1; ALTER TABLE t RENAME COLUMN a TO z; UPDATE t SET z = 2;',
  'ALTER TABLE t RENAME TO u; UPDATE u SET a = 1; ALTER TABLE u DROP COLUMN d; ALTER TABLE u RENAME COLUMN c TO size;',
  'UPDATE t SET a = 1; CREATE TABLE t2 (id INTEGER PRIMARY KEY, a TEXT); INSERT INTO t2 SELECT id, a FROM t; DROP TABLE t; ALTER TABLE t2 RENAME TO t;',
  'UPDATE t SET a = 1 WHERE id < 50; UPDATE t SET b = 2;',
  'UPDATE t SET b = 2; UPDATE t SET a = 1 WHERE id < 50; UPDATE t SET b = 3 WHERE id = 3;',
  'UPDATE t SET a = 1; REPLACE INTO t (id, a) VALUES (3, 3);',
  'UPDATE k SET a = 1; ALTER TABLE k DROP COLUMN b;',
  `UPDATE k SET a = 1; UPDATE k SET id = id || 'x';`,
  'UPDATE n SET a = 1; ALTER TABLE n DROP COLUMN b;',
  'UPDATE w SET a = 1;',
  'UPDATE r SET a = 1;',
] as const;

describe.each(['wal', 'delete'] as const)('whole columns are set and dropped, journal mode %s', (journalMode) => {
  test.each(SCRIPTS)('%s', async (sql) => {
    const place = workplace(START, { '001_change.sql': sql }, { copiesUpTo: 0, journalMode });
    const before = place.contents();
    await place.up();
    const after = place.contents();
    await place.down();
    expect(place.contents()).toEqual(before);
    await place.up();
    expect(place.contents()).toEqual(after);
    expect(place.rows('PRAGMA integrity_check')).toEqual([['ok']]);
  });
});

describe('what the application wrote since', () => {
  const WRITES = `UPDATE t SET b = 'mine' WHERE id = 3; UPDATE t SET a = 'mine' WHERE id = 6; DELETE FROM t WHERE id = 9;
    INSERT INTO t (id, b) VALUES (7, 'mine');`;
  test('stays where a column was set', async () => {
    const place = workplace(START, { '001_change.sql': 'UPDATE t SET a = 1;' }, { copiesUpTo: 0 });
    const [was] = place.rows('SELECT a FROM t WHERE id = 3') as [unknown[]];
    await place.up();
    place.write(WRITES);
    await place.down();
    const now = 'SELECT id, a, b FROM t WHERE id IN (3, 6, 7, 9, 12) ORDER BY id';
    const [twelve] = place.rows('SELECT a FROM t WHERE id = 12') as [unknown[]];
    expect(place.rows(now)).toEqual([
      [3, was[0], 'mine'],
      [6, 'mine', 'B2'],
      [7, null, 'mine'],
      [12, twelve[0], 'B4'],
    ]);
  });

  test('stays where a column was dropped, and rows that came since get what it gives by itself', async () => {
    const place = workplace(START, { '001_change.sql': 'ALTER TABLE t DROP COLUMN d;' }, { copiesUpTo: 0 });
    await place.up();
    place.write(`UPDATE t SET b = 'mine' WHERE id IN (3, 150); DELETE FROM t WHERE id = 300; INSERT INTO t (id, b) VALUES (7, 'mine');`);
    await place.down();
    expect(place.rows('SELECT id, d, b FROM t WHERE id IN (3, 7, 150, 180, 300) ORDER BY id')).toEqual([
      [3, 'usual', 'mine'],
      [7, 'usual', 'mine'],
      [150, 'other', 'mine'],
      [180, null, 'B60'],
    ]);
  });
});

describe('a table of many rows', () => {
  const MANY = `CREATE TABLE m (id INTEGER PRIMARY KEY, a, b, c DEFAULT 1);
    WITH RECURSIVE i (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < 12000) INSERT INTO m (id, a, b) SELECT x, x % 10, 'b' || x FROM i;`;
  test.each([
    ['most rows are set', 'UPDATE m SET a = a + 1 WHERE a < 9;', ['kb0', 'b1', 'a1']],
    ['some are, and then most', `UPDATE m SET b = NULL WHERE a = 1; UPDATE m SET a = NULL WHERE a < 9;`, null],
    ['most are, and then some go', `UPDATE m SET a = a + 1 WHERE a < 9; DELETE FROM m WHERE a = 5; UPDATE m SET b = 1 WHERE id = 7;`, null],
    ['most go', 'DELETE FROM m WHERE a <> 3; INSERT INTO m (a) VALUES (4);', null],
    ['few are set', 'UPDATE m SET a = 100 WHERE a = 1;', ['kb0', 'b1', 'a1']],
    [
      'a condition that another statement changes',
      'UPDATE m SET a = 1 WHERE b IN (SELECT b FROM m WHERE a > 1); UPDATE m SET c = a WHERE a = 1;',
      null,
    ],
  ])('%s', async (_, sql, columns) => {
    const place = workplace(MANY, { '001_change.sql': sql });
    const before = place.contents();
    await place.up();
    const after = place.contents();
    if (columns !== null) {
      const [name] = place.rows(`SELECT name FROM sqlite_schema WHERE name GLOB '_zepix_p*_changed'`) as [string[]];
      expect(place.rows(`SELECT name FROM pragma_table_info('${name[0] ?? ''}')`).flat()).toEqual(columns);
    }
    await place.down();
    expect(place.contents()).toEqual(before);
    await place.up();
    expect(place.contents()).toEqual(after);
  });
});

test('of a column that is set, that column and the key are kept alone', async () => {
  const place = workplace(START, { '001_change.sql': 'UPDATE t SET c = c + 1;' }, { copiesUpTo: 0 });
  await place.up();
  const [name] = place.rows(`SELECT name FROM sqlite_schema WHERE name GLOB '_zepix_p*_changed'`) as [string[]];
  expect(place.rows(`SELECT name FROM pragma_table_info('${name[0] ?? ''}')`)).toEqual([['kb0'], ['b3'], ['a3']]);
});
