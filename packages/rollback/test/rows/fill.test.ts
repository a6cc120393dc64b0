import { afterEach, beforeEach, expect, it } from 'vitest';
import { openScratch } from '@zepix/migrations-sqlite';
import type { Scratch } from '@zepix/migrations-sqlite';
import { fillRows } from '../../src/rows/index.js';

const ALL = { rows: 20, seed: 5, nulls: true, distinct: false, tame: false, later: null };
let scratch: Scratch;
beforeEach(() => (scratch = openScratch()));
afterEach(() => scratch.close());

const counts = (...tables: readonly string[]) =>
  tables.map((table) => Number(scratch.bench.rows(`SELECT count(*) FROM "${table}"`)[0]?.[0]));

it('fills tables of every kind, within their rules', () => {
  scratch.bench.exec(`
    CREATE TABLE node (id INTEGER PRIMARY KEY, parent INTEGER NOT NULL REFERENCES node(id), name TEXT NOT NULL UNIQUE);
    CREATE TABLE child (a INTEGER, b TEXT, node INTEGER REFERENCES node(id), PRIMARY KEY (a, b)) WITHOUT ROWID;
    CREATE TABLE deep (a INTEGER, b TEXT, n INTEGER, FOREIGN KEY (a, b) REFERENCES child(a, b));
    CREATE TABLE strict (i INT NOT NULL, r REAL NOT NULL, t TEXT NOT NULL, b BLOB NOT NULL, x ANY) STRICT;
    CREATE TABLE checked (state TEXT NOT NULL CHECK (state IN ('a', 'b')), n INTEGER CHECK (n BETWEEN 7 AND 9), j TEXT NOT NULL CHECK (json_valid(j)), h TEXT CHECK (length(h) = 36));
    CREATE TABLE computed (x INTEGER, y INTEGER AS (x * 2) STORED, z TEXT GENERATED ALWAYS AS (x || '!'));
    CREATE UNIQUE INDEX only_a ON checked(state) WHERE state = 'c';
    CREATE VIRTUAL TABLE found USING fts5(title);`);
  expect(fillRows(scratch.bench, ALL).filter(({ reason }) => reason !== null)).toEqual([]);
  expect(counts('node', 'child', 'deep', 'strict', 'checked', 'computed', 'found')).toEqual([20, 20, 20, 20, 20, 20, 20]);
  expect(scratch.bench.rows('PRAGMA foreign_key_check')).toEqual([]);
  expect(scratch.bench.rows('PRAGMA integrity_check')).toEqual([['ok']]);
});

it('says how far it came where the rules allow no more, and why', () => {
  scratch.bench.exec('CREATE TABLE one (id INTEGER PRIMARY KEY CHECK (id = 1), v TEXT)');
  expect(fillRows(scratch.bench, ALL)).toEqual([{ table: 'one', rows: 1, reason: expect.stringContaining('constraint failed') as string }]);
});

it('gives NULLs, unicode, big integers and blobs, and the same for the same seed', () => {
  scratch.bench.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, i INTEGER, s TEXT, b BLOB)');
  const other = scratch.copy();
  fillRows(scratch.bench, { ...ALL, rows: 200 });
  fillRows(other.bench, { ...ALL, rows: 200 });
  expect(other.bench.rows('SELECT * FROM t')).toEqual(scratch.bench.rows('SELECT * FROM t'));
  other.close();
  const has = (condition: string) => Number(scratch.bench.rows(`SELECT count(*) FROM t WHERE ${condition}`)[0]?.[0]) > 0;
  const wanted = ['i IS NULL', 'abs(i) > 9007199254740992', "s LIKE '%日本語%'", "s = ''", "typeof(b) = 'blob'"];
  expect(wanted.filter((condition) => !has(condition))).toEqual([]);
});

it('gives what scripts ask for, and meets the rules of a schema to come', () => {
  scratch.bench.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, state TEXT, kind TEXT)');
  const later = openScratch();
  later.bench.exec("CREATE TABLE t (id INTEGER PRIMARY KEY, state TEXT, kind TEXT CHECK (kind IN ('x', 'y')))");
  fillRows(scratch.bench, { ...ALL, hints: new Map([['state', ['open']]]), later: later.bench.model(() => false) });
  later.close();
  expect(counts('t')).toEqual([20]);
  expect(scratch.bench.rows("SELECT 1 FROM t WHERE state = 'open'").length).toBeGreaterThan(0);
  expect(scratch.bench.rows("SELECT kind FROM t WHERE kind NOT IN ('x', 'y')")).toEqual([]);
});
