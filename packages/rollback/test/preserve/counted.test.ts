import { expect, test } from 'vitest';
import { workplace } from '../workplace.js';

test.each([{ copiesUpTo: 0 }, { copiesUpTo: 200 }])('what is kept is counted by what happened to it, %o', async (how) => {
  const start = `CREATE TABLE trades (id INTEGER PRIMARY KEY, price REAL, note TEXT);
INSERT INTO trades VALUES (1, 1.5, NULL), (2, 2.5, 'b'), (3, 3.5, 'c');`;
  const up = 'UPDATE trades SET price = 9 WHERE id = 1; ALTER TABLE trades DROP COLUMN note;';
  const place = workplace(start, { '001_both.sql': up }, how);
  const report = await place.up({ approval: 'all' });
  expect(report.databases[0]?.ran[0]?.preserved?.items).toEqual([
    { kind: 'column', table: 'trades', columns: ['note'], rows: 2 },
    { kind: 'changed-values', table: 'trades', columns: ['price'], rows: 1 },
  ]);
});
