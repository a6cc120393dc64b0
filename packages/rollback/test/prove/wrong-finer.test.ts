import { expect, it } from 'vitest';
import { found, trial } from '../study.js';

const BASE = `
  CREATE TABLE people (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT COLLATE NOCASE, first TEXT, last TEXT, weight REAL, picture BLOB, born TEXT,
    shown TEXT GENERATED ALWAYS AS (first || ' ' || last) VIRTUAL);
  CREATE TABLE visits (id INTEGER PRIMARY KEY, person INTEGER NOT NULL REFERENCES people(id) ON DELETE CASCADE ON UPDATE SET NULL, count INTEGER NOT NULL, at TEXT);
  CREATE INDEX by_day ON visits (at DESC, count);
  CREATE INDEX many ON visits (count) WHERE count > 3;
  CREATE INDEX by_name ON people (lower(name));
  CREATE TABLE codes (code TEXT PRIMARY KEY, meaning TEXT) WITHOUT ROWID;
  CREATE TABLE strict (n INTEGER, t TEXT) STRICT;
  CREATE TABLE pages (title TEXT, body TEXT);
  CREATE VIRTUAL TABLE found USING fts5(title, body, content='pages');
  CREATE TRIGGER pages_in AFTER INSERT ON pages BEGIN INSERT INTO found(rowid, title, body) VALUES (new.rowid, new.title, new.body); END;
  CREATE VIEW heavy AS SELECT id, name FROM people WHERE weight > 100;`;

const VISITS =
  'id INTEGER PRIMARY KEY, person INTEGER NOT NULL REFERENCES people(id) ON DELETE CASCADE ON UPDATE SET NULL, count INTEGER NOT NULL, at TEXT';
const VISIT_INDEXES = 'CREATE INDEX by_day ON visits (at DESC, count); CREATE INDEX many ON visits (count) WHERE count > 3;';
const PEOPLE = `id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT COLLATE NOCASE, first TEXT, last TEXT, weight REAL, picture BLOB, born TEXT,
  shown TEXT GENERATED ALWAYS AS (first || ' ' || last) VIRTUAL`;
const PEOPLE_COLUMNS = 'id, name, first, last, weight, picture, born';

/** Rebuilds that take a column away again, with a definition, a list of values, or what is made behind it changed. */
const visits = (definition: string, indexes = VISIT_INDEXES, values = 'id, person, count, at') =>
  `ALTER TABLE visits RENAME TO old; CREATE TABLE visits (${definition}); INSERT INTO visits (id, person, count, at) SELECT ${values} FROM old; DROP TABLE old; ${indexes}`;
const people = (definition: string, values = PEOPLE_COLUMNS, rest = 'CREATE INDEX by_name ON people (lower(name));', counter = true) =>
  `PRAGMA legacy_alter_table = ON; ALTER TABLE people RENAME TO old; CREATE TABLE people (${definition}); INSERT INTO people (${PEOPLE_COLUMNS}) SELECT ${values} FROM old;
  ${counter ? "UPDATE sqlite_sequence SET seq = (SELECT seq FROM sqlite_sequence WHERE name = 'old') WHERE name = 'people';" : ''} DROP TABLE old; ${rest}`;

const MORE = 'ALTER TABLE visits ADD COLUMN more TEXT';
const EXTRA = 'ALTER TABLE people ADD COLUMN extra TEXT';

it.each([
  ['visits', MORE, visits(VISITS)],
  ['people', EXTRA, people(PEOPLE)],
])('takes the right rebuild of %s for right', (_, up, down) => {
  expect(found(trial(BASE, up, down))).toEqual([]);
});

it.each([
  [
    'a foreign key action that is another',
    MORE,
    visits(VISITS.replace('ON DELETE CASCADE', 'ON DELETE RESTRICT')),
    /foreign key.*(?:CASCADE|RESTRICT)/i,
  ],
  ['a lost ON UPDATE', MORE, visits(VISITS.replace(' ON UPDATE SET NULL', '')), /foreign key.*SET NULL/i],
  [
    'a lost reference',
    MORE,
    visits(VISITS.replace(' REFERENCES people(id) ON DELETE CASCADE ON UPDATE SET NULL', '')),
    /foreign key.*missing/i,
  ],
  ['an index that is no longer descending', MORE, visits(VISITS, VISIT_INDEXES.replace(' DESC', '')), /index by_day: expected .*DESC/],
  [
    'an index whose columns changed places',
    MORE,
    visits(VISITS, VISIT_INDEXES.replace('at DESC, count', 'count, at DESC')),
    /index by_day: expected/,
  ],
  [
    'a partial index without its condition',
    MORE,
    visits(VISITS, VISIT_INDEXES.replace(' WHERE count > 3', '')),
    /index many: expected .*WHERE count > 3/,
  ],
  [
    'a partial index with another condition',
    MORE,
    visits(VISITS, VISIT_INDEXES.replace('> 3', '>= 3')),
    /index many: expected .*> 3.*found .*>= 3/,
  ],
  [
    'numbers that are off by one',
    MORE,
    visits(VISITS, VISIT_INDEXES, 'id, person, count + 1, at'),
    /column visits\.count: \d+ of \d+ rows? differ/,
  ],
  [
    'the last row left out',
    MORE,
    visits(VISITS, VISIT_INDEXES).replace('FROM old;', 'FROM old WHERE id < (SELECT max(id) FROM old);'),
    /table visits: 1 of 20 rows? (?:is|are) gone/,
  ],
  [
    'rows twice',
    MORE,
    visits(VISITS, VISIT_INDEXES).replace(
      'FROM old; DROP',
      'FROM old; INSERT INTO visits SELECT id + 100000, person, count, at FROM old; DROP',
    ),
    /table visits: 20 rows too many/,
  ],
  [
    'an index on an expression that is one on a column now',
    EXTRA,
    people(PEOPLE, PEOPLE_COLUMNS, 'CREATE INDEX by_name ON people (name);'),
    /index by_name: expected .*lower\(name\)/,
  ],
  [
    'a stored column that was computed when it was read',
    EXTRA,
    people(PEOPLE.replace('VIRTUAL', 'STORED')),
    /people\.shown: expected .*VIRTUAL|people\.shown: .*STORED/,
  ],
  [
    'a computed column of another expression',
    EXTRA,
    people(PEOPLE.replace("first || ' ' || last", "last || ' ' || first")),
    /people\.shown: expected/,
  ],
  ['a lost AUTOINCREMENT', EXTRA, people(PEOPLE.replace(' AUTOINCREMENT', ''), PEOPLE_COLUMNS, '', false), /AUTOINCREMENT/],
  [
    'a counter that was not carried over',
    EXTRA,
    people(PEOPLE, PEOPLE_COLUMNS, 'CREATE INDEX by_name ON people (lower(name));', false),
    /counter of people/,
  ],
  [
    'two columns of one type that changed places',
    EXTRA,
    people(PEOPLE, 'id, name, last, first, weight, picture, born'),
    /column people\.first: \d+ of 20 rows differ/,
  ],
  [
    'columns that are declared in another order',
    EXTRA,
    people(PEOPLE.replace('first TEXT, last TEXT', 'last TEXT, first TEXT')),
    /columns of people: expected id, name, first, last/,
  ],
  [
    'numbers that lost digits',
    EXTRA,
    people(PEOPLE, 'id, name, first, last, round(weight, 1), picture, born'),
    /column people\.weight: \d+ of 20 rows differ/,
  ],
  [
    'numbers that went through text',
    EXTRA,
    people(PEOPLE, "id, name, first, last, CAST(printf('%.3f', weight) AS REAL), picture, born"),
    /column people\.weight/,
  ],
  [
    'bytes that became text',
    EXTRA,
    people(PEOPLE, 'id, name, first, last, weight, CAST(picture AS TEXT), born'),
    /column people\.picture: \d+ of 20 rows differ/,
  ],
  [
    'bytes that became hexadecimal digits',
    EXTRA,
    people(PEOPLE, 'id, name, first, last, weight, hex(picture), born'),
    /column people\.picture/,
  ],
  ['text that was cut', EXTRA, people(PEOPLE, 'id, name, substr(first, 1, 8), last, weight, picture, born'), /column people\.first/],
  ['text in lower case', EXTRA, people(PEOPLE, 'id, lower(name), first, last, weight, picture, born'), /column people\.name|it fails/],
  [
    'text without the blanks around it',
    EXTRA,
    people(PEOPLE, 'id, name, trim(first), last, weight, picture, born'),
    /column people\.first/,
  ],
  [
    'text that lost what is not ASCII',
    EXTRA,
    people(PEOPLE, "id, name, replace(first, 'é', 'e'), last, weight, picture, born"),
    /column people\.first/,
  ],
  [
    'NULL that became an empty text',
    EXTRA,
    people(PEOPLE, "id, name, coalesce(first, ''), last, weight, picture, born"),
    /column people\.first: .*NULL/,
  ],
  [
    'an empty text that became NULL',
    EXTRA,
    people(PEOPLE, "id, name, nullif(first, ''), last, weight, picture, born"),
    /column people\.first/,
  ],
  [
    'a view with another condition',
    'DROP VIEW heavy',
    'CREATE VIEW heavy AS SELECT id, name FROM people WHERE weight >= 100',
    /view heavy: expected/,
  ],
  [
    'a trigger at another moment',
    'DROP TRIGGER pages_in',
    'CREATE TRIGGER pages_in BEFORE INSERT ON pages BEGIN INSERT INTO found(rowid, title, body) VALUES (new.rowid, new.title, new.body); END',
    /trigger pages_in: expected/,
  ],
  [
    'a table that got rowids',
    'ALTER TABLE codes ADD COLUMN more',
    'ALTER TABLE codes RENAME TO o; CREATE TABLE codes (code TEXT PRIMARY KEY, meaning TEXT); INSERT INTO codes SELECT code, meaning FROM o; DROP TABLE o',
    /WITHOUT ROWID/,
  ],
  [
    'a table that is no longer strict',
    'ALTER TABLE strict ADD COLUMN more TEXT',
    'ALTER TABLE strict RENAME TO o; CREATE TABLE strict (n INTEGER, t TEXT); INSERT INTO strict (rowid, n, t) SELECT rowid, n, t FROM o; DROP TABLE o',
    /STRICT/,
  ],
  [
    'rows that a full-text index no longer finds',
    'ALTER TABLE pages ADD COLUMN more',
    "ALTER TABLE pages DROP COLUMN more; INSERT INTO found(found) VALUES ('delete-all')",
    /found/,
  ],
  [
    'a full-text index of fewer columns',
    'DROP TRIGGER pages_in; DROP TABLE found',
    "CREATE VIRTUAL TABLE found USING fts5(title, content='pages'); CREATE TRIGGER pages_in AFTER INSERT ON pages BEGIN INSERT INTO found(rowid, title) VALUES (new.rowid, new.title); END",
    /found/,
  ],
  ['a table for helping that stays', MORE, `CREATE TABLE helper AS SELECT 1; ${visits(VISITS)}`, /table helper: it was not there before/],
  ['a setting of the file', 'PRAGMA user_version = 9', 'PRAGMA user_version = 8', /user_version/],
])('catches %s', (_, up, down, account) => {
  expect(found(trial(BASE, up, down)).join('\n')).toMatch(account);
});
