import { expect, test } from 'vitest';
import { draft } from '../study.js';
import { workplace } from '../workplace.js';

const BASE = `
  CREATE TABLE settings (changed TEXT NOT NULL, "key" TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
  INSERT INTO settings VALUES ('1', 'HOST', 'here'), ('2', 'SMTP', 'false'), ('3', 'PORT', '25');`;
const UP = `CREATE TABLE new_settings (changed TEXT NOT NULL, name TEXT NOT NULL, category TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (name, category));
  INSERT INTO new_settings SELECT changed, 'enabled', 'smtp', value FROM settings WHERE "key" = 'SMTP';
  DROP TABLE settings;
  ALTER TABLE new_settings RENAME TO settings;`;

test('a row that was made of another one under a new key is not taken for one that the migration added', async () => {
  const { sql, verdict } = draft(BASE, UP);
  expect({ sql, schema: verdict.schema }).toEqual({ sql, schema: [] });
  expect(sql).not.toContain('DELETE FROM settings');
  const one = workplace(BASE, { '001_a.sql': UP, 'rollback/001_rollback_a.sql': sql });
  await one.up();
  await one.down();
  expect(one.rows('SELECT * FROM settings ORDER BY changed')).toEqual([
    ['1', 'HOST', 'here'],
    ['2', 'SMTP', 'false'],
    ['3', 'PORT', '25'],
  ]);
});
