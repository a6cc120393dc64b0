import { expect, test } from 'vitest';
import { draft } from '../study.js';
import { workplace } from '../workplace.js';

const BASE = 'CREATE TABLE jobs (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL);';
const ROWS = "INSERT INTO jobs VALUES (1, 'a'), (900, 'z'); DELETE FROM jobs WHERE id = 900;";
const NEW = 'id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT, note TEXT);';
const PUT_AWAY = `ALTER TABLE jobs RENAME TO jobs_old; CREATE TABLE jobs (${NEW} INSERT INTO jobs (id, title) SELECT id, title FROM jobs_old;`;
const REBUILT = `CREATE TABLE n (${NEW} INSERT INTO n (id, title) SELECT id, title FROM jobs; DROP TABLE jobs; ALTER TABLE n RENAME TO jobs;`;

test.each([
  { name: 'put away, nothing written since', up: PUT_AWAY, since: null, counter: 900 },
  { name: 'put away, written since', up: PUT_AWAY, since: 1500, counter: 1500 },
  { name: 'rebuilt, written since', up: REBUILT, since: 1500, counter: 1500 },
])('the script alone gives no number twice that is known: $name', async ({ up, since, counter }) => {
  const { sql } = draft(BASE, up);
  const one = workplace(BASE + ROWS, { '001_a.sql': up, 'rollback/001_rollback_a.sql': sql });
  await one.up({ preserve: false, approval: 'all' });
  if (since !== null)
    one.write(`INSERT INTO jobs (id, title) VALUES (1499, 'kept'), (${since}, 'gone'); DELETE FROM jobs WHERE id = ${since}`);
  await one.down({ approval: 'all' });
  expect(one.rows("SELECT seq FROM sqlite_sequence WHERE name = 'jobs'")).toEqual([[counter]]);
  expect(one.rows('SELECT id FROM jobs WHERE id > 1')).toEqual(since === null ? [] : [[1499]]);
});
