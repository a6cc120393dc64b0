import { expect, test } from 'vitest';
import { workplace } from '../workplace.js';
import type { Workplace } from '../workplace.js';

const ROWS = "INSERT INTO keys (id, name) VALUES (1, 'a'), (2, 'b'), (3, 'c');";
const aside = (place: Workplace): unknown => {
  const [name] = place.rows("SELECT name FROM sqlite_schema WHERE name GLOB '_zepix_kept_*'") as [string][];
  return place.rows(`SELECT id, name FROM "${name?.[0] ?? ''}"`);
};

const CASES = [
  {
    what: 'a unique index',
    start: `CREATE TABLE keys (id INTEGER PRIMARY KEY, name TEXT); CREATE UNIQUE INDEX one_name ON keys (name); ${ROWS}`,
    up: 'DROP INDEX one_name;',
  },
  {
    what: 'a unique index on an expression, of a table without rowid',
    start: `CREATE TABLE keys (id TEXT PRIMARY KEY, name TEXT) WITHOUT ROWID; CREATE UNIQUE INDEX one_name ON keys (lower("name")); ${ROWS}`,
    up: 'DROP INDEX one_name;',
  },
  {
    what: 'a constraint, and a column that is renamed',
    start: `CREATE TABLE keys (id INTEGER PRIMARY KEY, name TEXT UNIQUE); ${ROWS}`,
    up: 'CREATE TABLE new_keys (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO new_keys SELECT * FROM keys; DROP TABLE keys; ALTER TABLE new_keys RENAME TO keys;',
  },
  {
    what: 'values rewritten under an index that stays',
    start: `CREATE TABLE keys (id INTEGER PRIMARY KEY, name TEXT); CREATE UNIQUE INDEX one_name ON keys (name); ${ROWS}`,
    up: "UPDATE keys SET name = 'other' WHERE id = 2;",
  },
];

test.each(CASES)('$what: of two rows with one value, the one that had it before stays', async ({ start, up }) => {
  const place = workplace(start, { '001_change.sql': up });
  const { schema } = place.contents();
  await place.up();
  place.write("UPDATE keys SET name = 'b' WHERE id = 1");
  const { databases } = await place.migrator.down({ snapshot: false });
  expect(databases[0]?.error).toMatchObject({ code: 'CONFIRMATION_REQUIRED' });
  const report = await place.down({ approval: 'all' });
  expect(place.contents()['schema']).toEqual(schema);
  // Where a rule went, what the rows had then is known.
  expect(place.rows('SELECT CAST(id AS TEXT), name FROM keys')).toEqual([
    ...(up.startsWith('UPDATE') ? [] : [['1', 'a']]),
    ['2', 'b'],
    ['3', 'c'],
  ]);
  expect(aside(place)).toHaveLength(1);
  expect(JSON.stringify(aside(place))).toMatch(/^\[\["?1"?,"b"\]\]$/);
  expect(report.databases[0]?.ran[0]?.returned?.conflicts).toMatchObject([{ kind: 'kept-aside', table: 'keys', rows: 1 }]);
});
