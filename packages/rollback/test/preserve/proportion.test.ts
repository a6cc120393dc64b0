import { sqliteDriver } from '@zepix/migrations-sqlite';
import { expect, test } from 'vitest';
import { sqliteSafety } from '../../src/index.js';
import { workplace } from '../workplace.js';

const START = `CREATE TABLE t (id INTEGER PRIMARY KEY, n);
  WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 3000) INSERT INTO t SELECT i, i FROM c;`;

test.each([
  ['a row that changed', 'UPDATE t SET n = 0 WHERE id = 5;', true],
  ['rows that are gone', 'DELETE FROM t WHERE id < 5;', true],
  ['rows that are new', 'INSERT INTO t (n) VALUES (1), (2);', true],
  ['many rows', 'UPDATE t SET n = 0;', false],
  ['another schema', 'ALTER TABLE t ADD COLUMN more;', false],
])('what comes back is little, or not: %s', async (_, sql, isLittle) => {
  const { up, file } = workplace(START, { '001_change.sql': sql });
  await up();
  const driver = sqliteDriver();
  const target = driver.target(file, { shown: 'main.db', ledgerTable: 'schema_migrations' });
  const asked = (version: string): boolean => driver.read(target, (view) => sqliteSafety().bringsBackLittle(view, version));
  expect([asked('001'), asked('002')]).toEqual([isLittle, false]);
});
