import { describe, expect, test } from 'vitest';
import { workplace } from '../workplace.js';
import type { Workplace } from '../workplace.js';

const START = `CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, city TEXT); INSERT INTO users VALUES (1, 'Ann', 'Oslo');`;
const LOOSER = `CREATE TABLE u (id INTEGER PRIMARY KEY, name TEXT, city TEXT); INSERT INTO u SELECT * FROM users; DROP TABLE users; ALTER TABLE u RENAME TO users;`;

async function written(): Promise<Workplace> {
  const place = workplace(START, { '001_looser.sql': LOOSER });
  await place.up();
  place.write(`INSERT INTO users VALUES (2, NULL, 'Rome'), (3, NULL, 'Bern')`);
  return place;
}

const TABLES = `SELECT name FROM sqlite_schema WHERE name GLOB '_zepix_kept_*'`;

describe('rows that the old schema does not take', () => {
  test('are counted and asked for, and nothing is done without a yes', async () => {
    const place = await written();
    const before = place.contents();
    const { databases } = await place.migrator.down({ snapshot: false });
    expect(databases[0]?.error).toMatchObject({
      code: 'CONFIRMATION_REQUIRED',
      message:
        '2 rows written since do not fit into what comes back, and would be kept aside (users: The table does not take rows as they were written since: NOT NULL constraint failed: users.name).',
    });
    expect(place.contents()).toEqual(before);
  });

  test('are preserved with the run that put them aside, and gone from there when they are back', async () => {
    const place = await written();
    const before = place.rows('SELECT * FROM users');
    const { databases } = await place.down({ approval: 'all' });
    expect(place.rows(TABLES)).toHaveLength(1);
    expect(databases[0]?.ran[0]?.preserved?.items).toContainEqual({ kind: 'kept-aside', table: 'users', columns: [], rows: 2 });
    await place.up();
    expect([place.rows('SELECT * FROM users'), place.rows(TABLES)]).toEqual([before, []]);
  });

  test('are given up with the rest by prune', async () => {
    const place = await written();
    await place.down({ approval: 'all' });
    const given = await place.migrator.prune({ approval: 'all' });
    expect((given.result ?? []).flatMap(({ preserved }) => preserved.flatMap(({ items }) => items.map(({ kind }) => kind)))).toContain(
      'kept-aside',
    );
    expect(place.rows(TABLES)).toEqual([]);
  });
});

describe('values that are given for them', () => {
  test('are expressions over the row', async () => {
    const place = await written();
    await place.down({ fills: [{ table: null, column: 'name', expression: `'of ' || city` }] });
    expect(place.rows('SELECT id, name FROM users')).toEqual([
      [1, 'Ann'],
      [2, 'of Rome'],
      [3, 'of Bern'],
    ]);
  });

  test.each([
    [{ table: null, column: 'nme', expression: '1' }, /^--fill nme=1: no table has a column nme\.$/],
    [{ table: 'users', column: 'nme', expression: '1' }, /^--fill users\.nme=1: no table users has a column nme\.$/],
    [{ table: 'usrs', column: 'name', expression: '1' }, /^--fill usrs\.name=1: there is no table usrs, and none comes back\.$/],
    [{ table: null, column: 'name', expression: `'x` }, /^--fill name='x: SQLite does not take that for a value: unrecognized token/],
    [{ table: 'users', column: 'name', expression: 'nobody' }, /no such column: nobody/],
    [{ table: 'users', column: 'name', expression: '1); DROP TABLE users; --' }, /does not take that/],
  ])('are looked at first: %o', async (fill, message) => {
    const place = await written();
    const before = place.contents();
    const { databases } = await place.migrator.down({ snapshot: false, approval: 'all', fills: [fill] });
    expect(databases[0]?.error).toMatchObject({ code: 'USAGE', message: expect.stringMatching(message) as string });
    expect(place.contents()).toEqual(before);
  });
});
