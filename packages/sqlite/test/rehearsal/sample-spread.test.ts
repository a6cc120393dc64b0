import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeRows } from '../../src/snapshot/sample-rows.js';
import { comparedTables } from '../../src/snapshot/tables.js';

const ROWS = 20_000;
const MOST = 400;
/** So many even parts by rank, of which the first and the last hold the ends. */
const PARTS = 10;
const series = `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${ROWS - 1})`;

let db: Database.Database;
beforeEach(() => (db = new Database(':memory:')));
afterEach(() => void db.close());

/** How many rows are taken of each part, by rank: the column `rank` counts the rows in the order of the key. */
function taken(create: string, values: string): readonly number[] {
  db.exec(`${create}; ${series} INSERT INTO t SELECT ${values} FROM n`);
  const table = comparedTables(db, 'main').get('t');
  if (table === undefined) throw new Error('there is a table');
  const ranks = [...takeRows(db, table, MOST).rows].map((cells) => Number(cells.at(-1)));
  expect(ranks.length).toBeLessThanOrEqual(MOST);
  const parts = [...new Set(ranks)].map((rank) => Math.floor((rank * PARTS) / ROWS));
  return Array.from({ length: PARTS }, (_, part) => parts.filter((one) => one === part).length);
}

describe('rows of a large table are spread evenly over it', () => {
  it.each([
    ['rowids without gaps', 'CREATE TABLE t (id INTEGER PRIMARY KEY, rank)', 'i, i'],
    [
      'rowids with a gap of many times their number',
      'CREATE TABLE t (id INTEGER PRIMARY KEY, rank)',
      'CASE WHEN i < 4000 THEN i ELSE 1000000000000 + i END, i',
    ],
    ['rowids far apart', 'CREATE TABLE t (id INTEGER PRIMARY KEY, rank)', '-9000000000000000000 + i * 900000000000000, i'],
    ['texts without rowid', 'CREATE TABLE t (k TEXT PRIMARY KEY, rank) WITHOUT ROWID', "printf('user-%06d', i), i"],
    [
      'texts that differ in their bytes alone',
      'CREATE TABLE t (k TEXT PRIMARY KEY, rank) WITHOUT ROWID',
      "CAST(unhex(printf('ff%04xfe', i)) AS TEXT), i",
    ],
    [
      'few first values of a key of two columns',
      'CREATE TABLE t (tenant TEXT, i INTEGER, rank, PRIMARY KEY (tenant, i)) WITHOUT ROWID',
      `'tenant ' || (i / 2500), i, i`,
    ],
  ])('%s', (_, create, values) => {
    const even = (MOST / 2 / PARTS) * 0.5;
    for (const count of taken(create, values)) expect(count).toBeGreaterThanOrEqual(even);
  });

  it.each([
    [
      'a key that compares otherwise than by its bytes',
      'CREATE TABLE t (k TEXT COLLATE NOCASE PRIMARY KEY, rank) WITHOUT ROWID',
      "printf('user-%06d', i), i",
    ],
    ['a key of numbers with fractions', 'CREATE TABLE t (k REAL PRIMARY KEY, rank) WITHOUT ROWID', 'i + 0.5, i'],
  ])('but for %s: the first and the last', (_, create, values) => {
    const counts = taken(create, values);
    expect(counts).toEqual([MOST / 2, ...Array.from({ length: PARTS - 2 }, () => 0), MOST / 2]);
  });
});
