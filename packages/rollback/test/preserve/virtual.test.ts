import { inDatabase } from '@zepix/testkit';
import { expect, test } from 'vitest';
import { workplace } from '../workplace.js';
import type { Workplace } from '../workplace.js';

const SEARCH =
  "CREATE VIRTUAL TABLE search USING fts5(title); INSERT INTO search (rowid, title) VALUES (1, 'one'), (5, 'five'), (9, 'nine');";
const found = (place: Workplace): unknown => place.rows('SELECT rowid, title FROM search ORDER BY rowid');
const by = (place: Workplace, word: string): unknown => place.rows(`SELECT rowid FROM search WHERE search MATCH '${word}' ORDER BY rowid`);

/** The index agrees with the rows: SQLite throws where it does not. */
function expectSound({ file }: Workplace): void {
  expect(
    inDatabase(file, (db) => db.prepare("INSERT INTO search (search) VALUES ('integrity-check')").run().changes),
  ).toBeGreaterThanOrEqual(0);
}

test('rows that the application put into a new search table come again with it', async () => {
  const place = workplace('', { '001_search.sql': SEARCH });
  await place.up();
  place.write("INSERT INTO search (rowid, title) VALUES (20, 'twenty')");
  await place.down();
  expect(place.rows("SELECT name FROM sqlite_schema WHERE name LIKE 'search%'")).toEqual([]);
  await place.up();
  expect(by(place, 'twenty')).toEqual([[20]]);
  expect(by(place, 'five')).toEqual([[5]]);
  await place.redo();
  expect(found(place)).toEqual([
    [1, 'one'],
    [5, 'five'],
    [9, 'nine'],
    [20, 'twenty'],
  ]);
  expectSound(place);
});

test('a search table is changed, then written by the application: both ways of it are back', async () => {
  const place = workplace(SEARCH, {
    '001_change.sql': "UPDATE search SET title = 'other' WHERE rowid = 5; DELETE FROM search WHERE rowid = 1;",
  });
  await place.up();
  place.write("INSERT INTO search (rowid, title) VALUES (20, 'twenty'); UPDATE search SET title = 'neuf' WHERE rowid = 9;");
  await place.down();
  expect(found(place)).toEqual([
    [1, 'one'],
    [5, 'five'],
    [9, 'neuf'],
    [20, 'twenty'],
  ]);
  expect([by(place, 'one'), by(place, 'five'), by(place, 'neuf'), by(place, 'twenty'), by(place, 'other')]).toEqual([
    [[1]],
    [[5]],
    [[9]],
    [[20]],
    [],
  ]);
  expectSound(place);
});

test('a search table that is dropped comes back with its rows, and can be written', async () => {
  const place = workplace(SEARCH, { '001_drop.sql': 'DROP TABLE search;' });
  const before = place.contents();
  await place.up();
  await place.down();
  expect(place.contents()).toEqual(before);
  place.write("INSERT INTO search (rowid, title) VALUES (20, 'twenty')");
  expect(by(place, 'twenty')).toEqual([[20]]);
  expectSound(place);
});

test('of two rows that a unique index can not have both, the later one is put aside', async () => {
  const start =
    "CREATE TABLE keys (id INTEGER PRIMARY KEY, name TEXT); CREATE UNIQUE INDEX one_name ON keys (name); INSERT INTO keys VALUES (1, 'a'), (2, 'b');";
  const place = workplace(start, { '001_drop.sql': 'DROP INDEX one_name;' });
  const { schema } = place.contents();
  await place.up();
  place.write("INSERT INTO keys VALUES (3, 'a'), (4, 'c')");
  await place.down({ approval: 'all' });
  expect(place.contents()['schema']).toEqual(schema);
  expect(place.rows('SELECT * FROM keys')).toEqual([
    [1, 'a'],
    [2, 'b'],
    [4, 'c'],
  ]);
  const [aside] = place.rows("SELECT name FROM sqlite_schema WHERE name LIKE '\\_zepix\\_kept%' ESCAPE '\\'") as [string][];
  expect(place.rows(`SELECT id, name FROM "${aside?.[0] ?? ''}"`)).toEqual([[3, 'a']]);
});

test.each([{}, { 'rollback/001_rollback_places.sql': 'SELECT 1;' }])(
  'an R-tree that was written since: its rows come back by their numbers, %o',
  async (rollback) => {
    const start =
      'CREATE VIRTUAL TABLE places USING rtree(id, low, high); INSERT INTO places VALUES (1, 0, 1), (5, 2, 3), (6, 4, 5), (8, 8, 9);';
    const up =
      'DELETE FROM places WHERE id = 5; UPDATE places SET low = 1, high = 2 WHERE id = 6; DELETE FROM places WHERE id = 8; INSERT INTO places VALUES (7, 1, 2);';
    const place = workplace(start, { '001_places.sql': up, ...rollback });
    const before = place.rows('SELECT * FROM places ORDER BY id');
    await place.up({ approval: 'all' });
    const after = place.rows('SELECT * FROM places ORDER BY id');
    await place.down({ approval: 'all' });
    expect(place.rows('SELECT * FROM places ORDER BY id')).toEqual(before);
    await place.up({ approval: 'all' });
    expect(place.rows('SELECT * FROM places ORDER BY id')).toEqual(after);
    place.write('INSERT INTO places VALUES (9, 3, 4), (5, 7, 7)');
    const report = await place.down({ approval: 'all' });
    expect(place.rows('SELECT * FROM places ORDER BY id')).toEqual([...before, [9, 3, 4]]);
    expect(report.databases[0]?.ran[0]?.returned?.conflicts).toMatchObject([{ kind: 'kept-aside', table: 'places', rows: 1 }]);
    expect(place.rows("SELECT rtreecheck('places')")).toEqual([['ok']]);
  },
);
