import { expect, test } from 'vitest';
import { workplace } from '../workplace.js';

const START = `CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT);
INSERT INTO settings VALUES ('old', '1');
CREATE TABLE log (name TEXT);
CREATE TRIGGER settings_gone AFTER DELETE ON settings BEGIN INSERT INTO log VALUES (old.name); END;`;

test.each([{ copiesUpTo: 0 }, { copiesUpTo: 200 }])(
  'rows that a migration puts in and the application changes: taken back and applied again, %o',
  async (how) => {
    const seeds = "INSERT INTO settings VALUES ('theme', 'light'), ('language', 'en'); DELETE FROM settings WHERE value = 'gone';";
    const place = workplace(START, { '001_seeds.sql': seeds }, how);
    await place.up();
    place.write("UPDATE settings SET value = 'dark' WHERE name = 'theme'; INSERT INTO settings VALUES ('own', 'gone')");
    const written = place.rows('SELECT * FROM settings ORDER BY name');
    await place.down();
    expect(place.rows('SELECT * FROM settings ORDER BY name')).toEqual([
      ['old', '1'],
      ['own', 'gone'],
      ['theme', 'dark'],
    ]);
    await place.up();
    expect(place.rows('SELECT * FROM settings ORDER BY name')).toEqual(written);
    await place.redo();
    expect(place.rows('SELECT * FROM settings ORDER BY name')).toEqual(written);
    expect(place.rows("SELECT name FROM sqlite_schema WHERE type = 'trigger'")).toEqual([['settings_gone']]);
  },
);

test('a row that was changed once more after it was taken back is not taken out of the way', async () => {
  const place = workplace(START, { '001_seeds.sql': "INSERT INTO settings VALUES ('theme', 'light');" });
  await place.up();
  place.write("UPDATE settings SET value = 'dark' WHERE name = 'theme'");
  await place.down();
  place.write("UPDATE settings SET value = 'darker' WHERE name = 'theme'");
  await expect(place.up()).rejects.toThrow('UNIQUE constraint failed: settings.name');
  expect(place.rows("SELECT value FROM settings WHERE name = 'theme'")).toEqual([['darker']]);
});
