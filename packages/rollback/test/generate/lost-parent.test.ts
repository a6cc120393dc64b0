import { expect, test } from 'vitest';
import { draft, found } from '../study.js';
import { workplace } from '../workplace.js';

const BASE = `
  CREATE TABLE shelves (id TEXT PRIMARY KEY NOT NULL, house TEXT NOT NULL);
  CREATE TABLE books (id TEXT PRIMARY KEY NOT NULL, shelf TEXT NOT NULL REFERENCES shelves (id) ON DELETE CASCADE, title TEXT);`;
const ROWS = "INSERT INTO shelves VALUES ('s1', 'h1'), ('s2', 'h2'); INSERT INTO books VALUES ('b1', 's1', 'one'), ('b2', 's2', 'two');";
const UP = `CREATE TABLE n (id TEXT PRIMARY KEY NOT NULL, title TEXT); INSERT INTO n SELECT id, title FROM books; DROP TABLE books; ALTER TABLE n RENAME TO books;`;

test.each([undefined, false])('a lost reference that may not be NULL points to a row that is there (preserve: %s)', async (preserve) => {
  const { sql, verdict } = draft(BASE, UP);
  expect({ sql, schema: verdict.schema }).toEqual({ sql, schema: [] });
  for (const line of found(verdict)) expect(line).toMatch(/books\.shelf/);
  expect(sql).toMatch(/-- Placeholders, not the real values[^\n]*: shelf\.\nINSERT INTO books/);
  const one = workplace(BASE + ROWS, { '001_a.sql': UP, 'rollback/001_rollback_a.sql': sql });
  await one.up({ preserve, approval: 'all' });
  one.write("INSERT INTO books VALUES ('b3', 'three')");
  await one.down();
  expect(one.rows('SELECT * FROM books ORDER BY id')).toEqual([
    ['b1', 's1', 'one'],
    ['b2', preserve === false ? 's1' : 's2', 'two'],
    ['b3', 's1', 'three'],
  ]);
});
