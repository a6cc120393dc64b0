import { inDatabase } from '@zepix/testkit';
import { expect, test } from 'vitest';
import { workplace } from '../workplace.js';
import type { Workplace } from '../workplace.js';

const ROWS = "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT); INSERT INTO notes VALUES (1, 'alpha'), (2, 'beta');";
const INDEX = "CREATE VIRTUAL TABLE found USING fts5(body, content='notes', content_rowid='id');";
const FILL = "INSERT INTO found (found) VALUES ('rebuild');";
const TRIGGERS = `CREATE TRIGGER put AFTER INSERT ON notes BEGIN INSERT INTO found (rowid, body) VALUES (new.id, new.body); END;
CREATE TRIGGER gone AFTER DELETE ON notes BEGIN INSERT INTO found (found, rowid, body) VALUES ('delete', old.id, old.body); END;
CREATE TRIGGER other AFTER UPDATE ON notes BEGIN
  INSERT INTO found (found, rowid, body) VALUES ('delete', old.id, old.body);
  INSERT INTO found (rowid, body) VALUES (new.id, new.body);
END;`;
const CHANGE = "UPDATE notes SET body = 'gamma' WHERE id = 1; DELETE FROM notes WHERE id = 2;";

const by = (place: Workplace, word: string): unknown => place.rows(`SELECT rowid FROM found WHERE found MATCH '${word}'`);
const check = ({ file }: Workplace) => inDatabase(file, (db) => db.exec("INSERT INTO found (found, rank) VALUES ('integrity-check', 1)"));

test.each([
  { what: 'kept by triggers', start: ROWS + INDEX + FILL + TRIGGERS, up: CHANGE, write: "INSERT INTO notes VALUES (9, 'delta')" },
  { what: 'built by hand', start: ROWS + INDEX + FILL, up: CHANGE + FILL, write: `INSERT INTO notes VALUES (9, 'delta'); ${FILL}` },
  { what: 'gone meanwhile', start: ROWS + INDEX + FILL, up: 'DROP TABLE found;', write: "INSERT INTO notes VALUES (9, 'delta')" },
  {
    what: 'over a table that is made anew',
    start: ROWS + INDEX + FILL + TRIGGERS,
    up: `CREATE TABLE new_notes (id INTEGER PRIMARY KEY, body TEXT, more TEXT);
      INSERT INTO new_notes (id, body) SELECT id, body || 'x' FROM notes; DROP TABLE notes; ALTER TABLE new_notes RENAME TO notes; ${FILL}`,
    write: "INSERT INTO notes (id, body) VALUES (9, 'delta')",
  },
])('an index over other rows, $what, finds what came back and what was written since', async ({ start, up, write }) => {
  const place = workplace(start, { '001_change.sql': up });
  const before = place.contents();
  await place.up();
  await place.down();
  expect(place.contents()).toEqual(before);
  await place.up();
  place.write(write);
  await place.down({ approval: 'all' });
  expect(['alpha', 'beta', 'gamma', 'delta', 'alphax'].map((word) => by(place, word))).toEqual([[[1]], [[2]], [], [[9]], []]);
  check(place);
  await place.redo({ approval: 'all' });
});

test('an index that lags behind its rows does so again, byte for byte', async () => {
  const place = workplace(ROWS + INDEX, { '001_change.sql': `${CHANGE}${FILL}` });
  const before = place.contents();
  await place.up();
  await place.down();
  expect(place.contents()).toEqual(before);
  expect(by(place, 'alpha')).toEqual([]);
});

test('of an index that keeps no text, written since, it is said that nothing can be told', async () => {
  const start = "CREATE VIRTUAL TABLE found USING fts5(body, content=''); INSERT INTO found (rowid, body) VALUES (1, 'alpha');";
  const place = workplace(start, { '001_change.sql': "INSERT INTO found (rowid, body) VALUES (2, 'beta');" });
  await place.up();
  place.write("INSERT INTO found (rowid, body) VALUES (3, 'delta')");
  const report = await place.down({ approval: 'all' });
  expect(report.databases[0]?.ran[0]?.notices.join('\n')).toContain('found keeps no text of its own');
});
