import { expect, onTestFinished, test } from 'vitest';
import { openScratch } from '../../src/index.js';
import { whichRows } from '../../src/workbench/which-rows.js';

test.each([
  ['UPDATE t SET a = 1 WHERE b > 2', 'SELECT 1 FROM t WHERE b > 2'],
  [
    'update or ignore main."t" AS x set (a, b) = (SELECT 1, 2 FROM u WHERE u.id = x.id) where x.b IN (SELECT 1 WHERE 1);',
    'SELECT 1 FROM main."t" AS x WHERE x.b IN (SELECT 1 WHERE 1)',
  ],
  ['DELETE FROM t -- all\n WHERE a = 1 OR b = 2 RETURNING id', 'SELECT 1 FROM t -- all\n WHERE a = 1 OR b = 2'],
  ["UPDATE t SET a = ' WHERE ' WHERE b = 'x'", "SELECT 1 FROM t WHERE b = 'x'"],
  ['UPDATE t SET a = 1', null],
  ['DELETE FROM t', null],
  ['UPDATE t SET a = u.a FROM u WHERE u.id = t.id', null],
  ['UPDATE t SET a = ? WHERE b > 2', null],
  ['INSERT INTO t SELECT 1 WHERE 1', null],
  ['WITH x AS (SELECT 1) DELETE FROM t WHERE a = 1', null],
])('%s', (sql, query) => {
  expect(whichRows(sql)?.replaceAll(/[ ]+/g, ' ').trim() ?? null).toBe(query);
});

test('how much of a table a statement hits is asked of its condition', () => {
  const { bench, close } = openScratch();
  onTestFinished(close);
  bench.exec(`CREATE TABLE t (id INTEGER PRIMARY KEY, a); CREATE TRIGGER w BEFORE UPDATE ON t BEGIN SELECT RAISE(ABORT, 'it ran'); END;
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) INSERT INTO t SELECT i, i FROM n`);
  const hits = (sql: string, part: number): boolean => bench.hitsPart(sql, 't', part);
  expect([hits('UPDATE t SET a = 0 WHERE a <= 20', 0.2), hits('UPDATE t SET a = 0 WHERE a <= 19', 0.2)]).toEqual([true, false]);
  expect([hits('DELETE FROM t WHERE a > 1', 0.9), hits('DELETE FROM t WHERE a > 100', 0.01)]).toEqual([true, false]);
  expect([hits('DELETE FROM t WHERE id = 5', 0.01), hits('DELETE FROM t WHERE nope = 5', 0.01)]).toEqual([false, false]);
});
