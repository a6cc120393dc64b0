import { expect, test } from 'vitest';
import { draft } from '../study.js';
import { workplace } from '../workplace.js';

const BASE = `
  CREATE TABLE teams (code TEXT PRIMARY KEY NOT NULL, title TEXT NOT NULL);
  CREATE TABLE players (id INTEGER PRIMARY KEY, team TEXT NOT NULL REFERENCES teams (code) ON DELETE CASCADE);
  CREATE TABLE shirts (code TEXT PRIMARY KEY NOT NULL REFERENCES teams (code) ON DELETE CASCADE, colour TEXT NOT NULL);`;
const ROWS = "INSERT INTO teams VALUES ('old', 'The old ones'); INSERT INTO players VALUES (1, 'old');";
const UP = `INSERT INTO teams VALUES ('new', 'The new ones'); INSERT INTO shirts VALUES ('new', 'red');
  CREATE TABLE coaches (id INTEGER PRIMARY KEY, team TEXT REFERENCES teams (code) ON DELETE SET NULL); INSERT INTO coaches VALUES (1, 'new');`;

function place() {
  const { sql, verdict } = draft(BASE, UP);
  expect({ sql, ...verdict }).toMatchObject({ schema: [], data: [], writes: [] });
  return workplace(BASE + ROWS, { '001_a.sql': UP, 'rollback/001_rollback_a.sql': sql });
}

test.each([undefined, false])(
  'rows that a migration added go with their own children, whatever others have (preserve: %s)',
  async (preserve) => {
    const one = place();
    const before = one.contents();
    await one.up({ preserve });
    await one.down();
    expect(one.contents()).toEqual(before);
  },
);

test('a row to which the application has given children since stays, and they with it', async () => {
  const one = place();
  await one.up({ preserve: false });
  one.write("INSERT INTO players VALUES (2, 'new')");
  await one.down();
  expect(one.rows('SELECT code FROM teams ORDER BY code')).toEqual([['new'], ['old']]);
  expect(one.rows('SELECT * FROM players')).toEqual([
    [1, 'old'],
    [2, 'new'],
  ]);
  expect(one.rows('SELECT * FROM shirts')).toEqual([]);
});

test('the time at which a row was added does not tell it', async () => {
  const base = 'CREATE TABLE settings (id INTEGER PRIMARY KEY, mode TEXT, at TEXT DEFAULT CURRENT_TIMESTAMP, epoch INTEGER);';
  const up = "INSERT INTO settings (mode, epoch) VALUES ('fast', unixepoch());";
  const { sql } = draft(base, up);
  expect(sql).toContain("mode = 'fast'");
  const one = workplace(base, { '001_a.sql': up.replace('unixepoch()', '5'), 'rollback/001_rollback_a.sql': sql });
  await one.up({ preserve: false });
  one.write("UPDATE settings SET at = '2001-01-01 00:00:00'");
  await one.down();
  expect(one.rows('SELECT * FROM settings')).toEqual([]);
});
