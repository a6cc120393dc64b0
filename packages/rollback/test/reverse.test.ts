import { describe, expect, test } from 'vitest';
import { SHAPES, START } from './shapes.js';
import { workplace } from './workplace.js';
import type { Workplace } from './workplace.js';

const ALONE = { preserve: false, approval: 'all' } as const;

function stored({ rows }: Workplace, version = '001'): unknown {
  return rows(`SELECT rollback_checksum, rollback_sql FROM schema_migrations WHERE version = '${version}'`)[0];
}

describe('an up without a rollback stores one that gives the schema back, where nothing is preserved', () => {
  test.each(Object.entries(SHAPES))('%s', async (_, script) => {
    const place = workplace(START, { '001_change.sql': script });
    const before = place.contents();
    await place.up(ALONE);
    if (JSON.stringify(place.contents()['schema']) === JSON.stringify(before['schema'])) {
      expect(stored(place)).toEqual([null, null]);
      await expect(place.down(ALONE)).rejects.toThrow('ROLLBACK_MISSING');
      return;
    }
    expect(stored(place)).toEqual([null, expect.stringContaining('-- Takes back 001')]);
    await place.down(ALONE);
    expect(place.contents()['schema']).toEqual(before['schema']);
    expect(place.rows('PRAGMA integrity_check')).toEqual([['ok']]);
  });
});

const ITEMS = 'CREATE TABLE items (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, n INTEGER, size REAL);';
const ROWS = "INSERT INTO items VALUES (1, 'a', 10, 0.5), (4, 'b', 20, 1.5), (9, 'c', NULL, 2.5); DELETE FROM items WHERE id = 9;";

/** What stands where: the columns that are there still come back with their values, whatever they are called meanwhile. */
const MOVES: readonly (readonly [name: string, up: string, back: readonly (readonly unknown[])[]])[] = [
  [
    'a column is renamed',
    'ALTER TABLE items RENAME COLUMN name TO title',
    [
      [1, 'a', 10, 0.5],
      [4, 'b', 20, 1.5],
    ],
  ],
  [
    'one column goes, and another is renamed',
    'ALTER TABLE items DROP COLUMN n; ALTER TABLE items RENAME COLUMN name TO title',
    [
      [1, 'a', null, 0.5],
      [4, 'b', null, 1.5],
    ],
  ],
  [
    'one column goes, and another comes',
    'ALTER TABLE items DROP COLUMN size; ALTER TABLE items ADD COLUMN price REAL DEFAULT 7',
    [
      [1, 'a', 10, null],
      [4, 'b', 20, null],
    ],
  ],
  [
    'a table is made anew with other names',
    'CREATE TABLE things (number INTEGER PRIMARY KEY, title TEXT, n INTEGER, large REAL); INSERT INTO things SELECT id, name, n, size FROM items; DROP TABLE items',
    [
      [1, 'a', 10, 0.5],
      [4, 'b', 20, 1.5],
    ],
  ],
  [
    'a column moves into a table of its own',
    'CREATE TABLE sizes (item INTEGER PRIMARY KEY, size REAL); INSERT INTO sizes SELECT id, size FROM items; ALTER TABLE items DROP COLUMN size',
    [
      [1, 'a', 10, 0.5],
      [4, 'b', 20, 1.5],
    ],
  ],
];

test.each(MOVES)('%s: values that are there still come back', async (_, up, back) => {
  const place = workplace(ITEMS + ROWS, { '001_change.sql': up });
  const { schema } = place.contents();
  await place.up(ALONE);
  place.write('PRAGMA foreign_keys = OFF');
  await place.down(ALONE);
  expect(place.contents()['schema']).toEqual(schema);
  expect(place.rows('SELECT * FROM items ORDER BY id')).toEqual(back);
});

test('after a prune it is what down runs, and the values are gone', async () => {
  const place = workplace(ITEMS + ROWS, { '001_change.sql': 'ALTER TABLE items DROP COLUMN n' });
  const { schema } = place.contents();
  await place.up();
  await place.migrator.prune({ approval: 'all' });
  const { databases } = await place.down({ approval: 'all' });
  expect(databases[0]?.ran[0]?.notices).toContainEqual(expect.stringContaining('made of the schema when it was applied'));
  expect(place.contents()['schema']).toEqual(schema);
  expect(place.rows('SELECT n FROM items')).toEqual([[null], [null]]);
});

test('a migration that declares itself irreversible gets none, and one with a rollback keeps its own', async () => {
  const place = workplace('', {
    '001_a.sql': '-- Reversible: NO\nCREATE TABLE a (x);',
    '002_b.sql': 'CREATE TABLE b (x);',
    'rollback/002_rollback_b.sql': 'DROP TABLE b; -- mine',
  });
  await place.up(ALONE);
  expect(stored(place)).toEqual([null, null]);
  expect(stored(place, '002')).toEqual([expect.any(String), 'DROP TABLE b; -- mine']);
});

test('what later statements of one script depend on goes in the right order, on the schema of many migrations', async () => {
  const place = workplace('', {
    '001_a.sql':
      'CREATE TABLE a (x); CREATE INDEX ax ON a (x); CREATE VIEW va AS SELECT * FROM a; CREATE TRIGGER ta INSTEAD OF DELETE ON va BEGIN SELECT 1; END;',
    '002_b.sql':
      'CREATE VIRTUAL TABLE s USING fts5 (t); CREATE TRIGGER tb AFTER INSERT ON a BEGIN INSERT INTO s VALUES (new.x); END; CREATE INDEX ax2 ON a (x DESC);',
    '003_c.sql': 'ALTER TABLE a ADD COLUMN y DEFAULT 3;',
    '004_d.sql': 'DROP VIEW va; DROP TRIGGER tb; DROP TABLE s; DROP TABLE a;',
  });
  const schemas: unknown[] = [];
  for (const to of ['001', '002', '003', '004']) {
    schemas.push(place.contents()['schema']);
    const { ok } = await place.migrator.up({ ...ALONE, snapshot: false, to });
    expect(ok).toBe(true);
  }
  for (const schema of schemas.toReversed()) {
    await place.down(ALONE);
    expect(place.contents()['schema']).toEqual(schema);
  }
});
