import { expect, test } from 'vitest';
import { workplace } from '../workplace.js';
import type { Workplace } from '../workplace.js';

const TABLES = `CREATE TABLE parents (id INTEGER PRIMARY KEY, name TEXT UNIQUE);
CREATE TABLE children (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parents (id) ON DELETE CASCADE, note TEXT);
CREATE TABLE links (parent INTEGER REFERENCES parents ON DELETE CASCADE, child INTEGER REFERENCES children (id) ON DELETE CASCADE,
  PRIMARY KEY (parent, child)) WITHOUT ROWID;
CREATE TABLE log (what TEXT);
CREATE TRIGGER seen AFTER UPDATE ON children BEGIN INSERT INTO log VALUES ('written'); END;`;
const START = `${TABLES} INSERT INTO parents VALUES (1, 'one'), (5, 'five'); INSERT INTO children VALUES (1, 1, 'a'), (2, 5, 'old');
INSERT INTO links VALUES (5, 2), (1, 1);`;
const GONE = 'DELETE FROM links WHERE parent = 5; DELETE FROM children WHERE parent = 5; DELETE FROM parents WHERE id = 5;';
const WRITTEN = `INSERT INTO parents VALUES (5, 'new'); INSERT INTO children VALUES (2, 5, 'young'), (3, 5, 'second'); INSERT INTO links VALUES (5, 2);`;

/** Every row with what it refers to, by names. */
const families = (place: Workplace): unknown => ({
  children: place.rows('SELECT c.note, p.name FROM children AS c LEFT JOIN parents AS p ON p.id = c.parent ORDER BY c.note'),
  links:
    place.rows(`SELECT p.name, c.note FROM links AS l LEFT JOIN parents AS p ON p.id = l.parent LEFT JOIN children AS c ON c.id = l.child
    ORDER BY p.name, c.note`),
});

test.each([
  { copiesUpTo: 0, rollback: {} },
  { copiesUpTo: 200, rollback: {} },
  { copiesUpTo: 200, rollback: { 'rollback/001_rollback_gone.sql': 'SELECT 1;' } },
])('a row whose number comes back gets another one, and what refers to it goes along, %o', async ({ copiesUpTo, rollback }) => {
  const place = workplace(START, { '001_gone.sql': GONE, ...rollback }, { copiesUpTo });
  const { schema } = place.contents();
  await place.up({ approval: 'all' });
  place.write(WRITTEN);
  const between = place.contents();
  const report = await place.down();
  expect(place.rows('SELECT * FROM parents')).toEqual([
    [1, 'one'],
    [5, 'five'],
    [6, 'new'],
  ]);
  expect(families(place)).toEqual({
    children: [
      ['a', 'one'],
      ['old', 'five'],
      ['second', 'new'],
      ['young', 'new'],
    ],
    links: [
      ['five', 'old'],
      ['new', 'young'],
      ['one', 'a'],
    ],
  });
  expect(place.contents()['schema']).toEqual(schema);
  expect(place.rows('SELECT * FROM log')).toEqual([]);
  expect(place.rows('PRAGMA foreign_key_check')).toEqual([]);
  expect(report.databases[0]?.ran[0]?.returned?.conflicts).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ kind: 'renumbered', table: 'parents', column: null, rows: 1 }),
      expect.objectContaining({ kind: 'renumbered', table: 'children', column: 'parent', rows: 2 }),
      expect.objectContaining({ kind: 'renumbered', table: 'links', column: 'parent', rows: 1 }),
    ]),
  );
  await place.up({ approval: 'all' });
  expect(place.contents()).toEqual(between);
});

test('one that is put aside after all leaves those that refer to it to the row that came back', async () => {
  const place = workplace(START, { '001_gone.sql': GONE });
  await place.up({ approval: 'all' });
  place.write("INSERT INTO parents VALUES (5, 'five'); INSERT INTO children VALUES (3, 5, 'young')");
  await place.down({ approval: 'all' });
  expect(place.rows('SELECT * FROM parents')).toEqual([
    [1, 'one'],
    [5, 'five'],
  ]);
  expect(place.rows('SELECT * FROM children WHERE id = 3')).toEqual([[3, 5, 'young']]);
  expect(place.rows('PRAGMA foreign_key_check')).toEqual([]);
});

test('a row that its own rules tie to its number is put aside', async () => {
  const start = "CREATE TABLE one (id INTEGER PRIMARY KEY CHECK (id = 1), value TEXT); INSERT INTO one VALUES (1, 'old');";
  const place = workplace(start, { '001_gone.sql': 'DELETE FROM one;' });
  await place.up({ approval: 'all' });
  place.write("INSERT INTO one VALUES (1, 'new')");
  const report = await place.down({ approval: 'all' });
  expect(place.rows('SELECT * FROM one')).toEqual([[1, 'old']]);
  expect(report.databases[0]?.ran[0]?.returned?.conflicts).toMatchObject([{ kind: 'kept-aside', table: 'one', rows: 1 }]);
});

test.each([
  'DELETE FROM marks WHERE a = 1;',
  'UPDATE marks SET b = b + 1;',
  'DROP TABLE marks;',
  'ALTER TABLE marks DROP COLUMN b;',
  'CREATE TABLE k AS SELECT DISTINCT * FROM marks; DROP TABLE marks; ALTER TABLE k RENAME TO marks;',
])('rows that nothing tells apart come back as many as they were: %s', async (up) => {
  for (const copiesUpTo of [0, 200]) {
    const start = 'CREATE TABLE marks (a INT, b INT); INSERT INTO marks VALUES (1, 1), (1, 1), (2, 2), (1, 1), (2, 2);';
    const place = workplace(start, { '001_change.sql': up }, { copiesUpTo });
    await place.up({ approval: 'all' });
    if (!up.startsWith('DROP')) place.write('INSERT INTO marks (a) VALUES (7), (7)');
    await place.down({ approval: 'all' });
    expect(place.rows('SELECT a, b, count(*) FROM marks WHERE a < 7 GROUP BY 1, 2')).toEqual([
      [1, 1, 3],
      [2, 2, 2],
    ]);
    expect(place.rows('SELECT count(*) FROM marks WHERE a = 7')).toEqual([[up.startsWith('DROP') ? 0 : 2]]);
  }
});
