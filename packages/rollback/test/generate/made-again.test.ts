import { expect, test } from 'vitest';
import { draft } from '../study.js';
import { workplace } from '../workplace.js';

const BASE = `
  CREATE TABLE visits (id INTEGER PRIMARY KEY AUTOINCREMENT, ticket TEXT NOT NULL UNIQUE, guest TEXT NOT NULL, room TEXT NOT NULL, floor TEXT NOT NULL, note TEXT NOT NULL, until TEXT);`;
const ROWS =
  "INSERT INTO visits VALUES (71, 't1', 'Ann', 'blue', 'first', 'early', 'May'), (72, 't2', 'Bob', 'red', 'second', 'late', NULL);";
const UP = `CREATE TABLE passes (id INTEGER PRIMARY KEY AUTOINCREMENT, guest TEXT NOT NULL, until TEXT);
  INSERT INTO passes (guest, until) SELECT guest, until FROM visits;
  DROP TABLE visits;
  CREATE TABLE visits (id INTEGER PRIMARY KEY AUTOINCREMENT, ticket TEXT NOT NULL UNIQUE, guest TEXT NOT NULL, room TEXT NOT NULL, floor TEXT NOT NULL, note TEXT NOT NULL, pass INTEGER REFERENCES passes (id));`;

test('a table that was made again ends as what was preserved and what was written since', async () => {
  const { sql, verdict } = draft(BASE, UP);
  expect({ sql, schema: verdict.schema }).toEqual({ sql, schema: [] });
  const one = workplace(BASE + ROWS, { '001_a.sql': UP, 'rollback/001_rollback_a.sql': sql });
  await one.up();
  one.write("INSERT INTO visits VALUES (99, 't9', 'Cyd', 'green', 'third', 'never', NULL)");
  await one.down();
  expect(one.rows('SELECT * FROM visits ORDER BY id')).toEqual([
    [71, 't1', 'Ann', 'blue', 'first', 'early', 'May'],
    [72, 't2', 'Bob', 'red', 'second', 'late', null],
    [99, 't9', 'Cyd', 'green', 'third', 'never', null],
  ]);
});
