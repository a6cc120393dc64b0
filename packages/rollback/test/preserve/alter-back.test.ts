import { describe, expect, test } from 'vitest';
import { workplace } from '../workplace.js';

const START = `
CREATE TABLE owners (id INTEGER PRIMARY KEY AUTOINCREMENT,   name TEXT COLLATE NOCASE UNIQUE -- as they sign
);
CREATE TABLE cars(
  id integer primary key,
  [owner] INTEGER REFERENCES owners(id) ON DELETE CASCADE, plate TEXT NOT NULL, price REAL, twice REAL AS (price * 2), /* in cents */ note
);
create index cars_by_plate on cars ( plate );
CREATE UNIQUE INDEX cars_by_owner ON cars (owner, plate) WHERE price > 0;
CREATE VIEW dear AS SELECT plate, price FROM cars WHERE price > 5;
CREATE TRIGGER cars_signed AFTER INSERT ON cars BEGIN UPDATE owners SET name = name WHERE id = new.owner; END;
CREATE TABLE log (id INTEGER PRIMARY KEY, car INTEGER REFERENCES cars, price);
INSERT INTO owners VALUES (1, 'Ann'), (2, 'Bob'), (7, 'Eve');
DELETE FROM owners WHERE id = 7;
WITH RECURSIVE i (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < 100)
  INSERT INTO cars (id, owner, plate, price, note) SELECT x, 1 + x % 2, 'P' || x, x / 8.0, CASE WHEN x % 9 = 0 THEN x END FROM i;
INSERT INTO log SELECT id, id, price FROM cars WHERE id % 3 = 0;
`;

const pages = `SELECT type, name, rootpage FROM sqlite_schema WHERE rootpage > 0 AND tbl_name NOT GLOB '_zepix*' AND tbl_name NOT GLOB 'schema_mig*' ORDER BY 1, 2`;

describe.each([{ copiesUpTo: 0 }, { copiesUpTo: 200 }])(
  'a definition goes back by ALTER, and every row stays where it is, %o',
  (settings) => {
    test.each([
      ['a column came', `ALTER TABLE cars ADD COLUMN wheels INTEGER NOT NULL DEFAULT 4;`],
      ['columns came, one of them generated', `ALTER TABLE cars ADD COLUMN a; ALTER TABLE cars ADD COLUMN b AS (a || 'x');`],
      [
        'a column came with an index and a trigger on it',
        `ALTER TABLE cars ADD COLUMN a; CREATE INDEX cars_a ON cars (a); CREATE TRIGGER t BEFORE UPDATE OF a ON cars BEGIN SELECT new.a; END;`,
      ],
      ['a column was renamed', 'ALTER TABLE cars RENAME COLUMN plate TO sign;'],
      ['a table was renamed', 'ALTER TABLE cars RENAME TO vehicles;'],
      ['a table with children was renamed', 'ALTER TABLE owners RENAME TO people; ALTER TABLE people RENAME COLUMN name TO signature;'],
      [
        'all of it',
        `ALTER TABLE cars RENAME TO vehicles; ALTER TABLE vehicles RENAME COLUMN price TO worth; ALTER TABLE vehicles ADD COLUMN more DEFAULT 'x'; ALTER TABLE owners ADD COLUMN more;`,
      ],
      [
        'a column came, and its rows changed',
        `ALTER TABLE cars ADD COLUMN a; UPDATE cars SET a = price, price = 0 WHERE id % 3 = 0; DELETE FROM cars WHERE id = 5;`,
      ],
    ])('%s', async (_, sql) => {
      const place = workplace(START, { '001_change.sql': sql }, settings);
      const [before, there] = [place.contents(), place.rows(pages)];
      await place.up();
      const after = place.contents();
      await place.down();
      expect(place.contents()).toEqual(before);
      expect(place.rows(pages)).toEqual(there);
      expect([place.rows('PRAGMA integrity_check'), place.rows('PRAGMA foreign_key_check')]).toEqual([[['ok']], []]);
      await place.up();
      expect(place.contents()).toEqual(after);
    });

    test('what the application wrote into the column that goes is there again when the migration is', async () => {
      const place = workplace(START, { '001_change.sql': `ALTER TABLE cars ADD COLUMN wheels INTEGER NOT NULL DEFAULT 4;` }, settings);
      const there = place.rows(pages);
      await place.up();
      place.write(
        `UPDATE cars SET wheels = 3 WHERE id IN (2, 3); INSERT INTO cars (id, plate, wheels) VALUES (500, 'new', 6); DELETE FROM cars WHERE id = 10;`,
      );
      const written = place.rows('SELECT * FROM cars');
      await place.redo();
      expect(place.rows('SELECT * FROM cars')).toEqual(written);
      await place.down();
      expect(place.rows(pages)).toEqual(there);
      expect(place.rows('SELECT count(*) FROM cars')).toEqual([[100]]);
    });
  },
);

describe('where ALTER does not do, the table is made anew', () => {
  test.each([
    ['a column went as well', 'DROP VIEW dear; ALTER TABLE cars ADD COLUMN a; ALTER TABLE cars DROP COLUMN note;'],
    ['a rule came as well', 'ALTER TABLE cars ADD COLUMN a; ALTER TABLE cars ADD CONSTRAINT c CHECK (price >= 0);'],
    ['two tables changed names', 'ALTER TABLE cars RENAME TO x; ALTER TABLE log RENAME TO cars; ALTER TABLE x RENAME TO log;'],
    [
      'another table has the name',
      'ALTER TABLE log RENAME TO log_old; CREATE TABLE log (id INTEGER PRIMARY KEY); INSERT INTO log SELECT id FROM log_old;',
    ],
  ])('%s', async (_, sql) => {
    const place = workplace(START, { '001_change.sql': sql }, { copiesUpTo: 0 });
    const before = place.contents();
    await place.up();
    const after = place.contents();
    await place.down();
    expect(place.contents()).toEqual(before);
    await place.up();
    expect(place.contents()).toEqual(after);
  });

  test('values are given for rows that are written anew', async () => {
    const place = workplace(START, { '001_change.sql': 'ALTER TABLE cars ADD COLUMN a;' }, { copiesUpTo: 0 });
    await place.up();
    await place.down({ fills: [{ table: 'cars', column: 'note', expression: `'given'` }] });
    expect(place.rows(`SELECT count(*) FROM cars WHERE note = 'given'`)).toEqual([[89]]);
  });
});
