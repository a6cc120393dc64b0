import { openDatabase, temporaryFolder } from '@zepix/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { openScratch, saysTheSame } from '../../src/index.js';

test.each([
  ['CREATE TABLE a (b)', 'CREATE TABLE "a" ( [b] ) -- note', true],
  ['CREATE TABLE a (b)', 'create table a (b)', false],
  ['CREATE TABLE a (b)', 'CREATE TABLE a (B)', false],
  [`CREATE TABLE a (b DEFAULT 'x')`, `CREATE TABLE a (b DEFAULT "x")`, false],
  [`CREATE TABLE a (b DEFAULT 'x')`, `CREATE TABLE a (b DEFAULT 'x ')`, false],
  ['CREATE TABLE a (b)', 'CREATE TABLE a (b, c)', false],
  ['CREATE TABLE a (b CHECK (b > 1))', 'CREATE TABLE a (b CHECK (b > 1.0))', false],
])('%s and %s: %s', (one, other, isSame) => {
  expect([saysTheSame(one, other), saysTheSame(other, one)]).toEqual([isSame, isSame]);
});

test('an object gets another text that says the same: other programs read it too, and it goes with the transaction', () => {
  const file = temporaryFolder(onTestFinished).file('main.db');
  const scratch = openScratch(file);
  onTestFinished(() => scratch.close());
  scratch.bench.exec('CREATE TABLE a (b); CREATE INDEX i ON a (b); INSERT INTO a VALUES (1)');
  const other = openDatabase(file);
  const texts = (): unknown[] => other.prepare('SELECT sql FROM sqlite_schema ORDER BY name').pluck().all();
  expect(other.prepare('SELECT b FROM a').pluck().all()).toEqual([1]);
  const objects = [
    { type: 'table', name: 'a', sql: 'CREATE TABLE [a] (b)' },
    { type: 'index', name: 'i', sql: 'CREATE INDEX "i" ON a (b)' },
  ];
  scratch.bench.exec('BEGIN');
  scratch.bench.reword(objects);
  expect(scratch.bench.objects().map(({ sql }) => sql)).toEqual(objects.map(({ sql }) => sql));
  scratch.bench.exec('ROLLBACK');
  expect(texts()).toEqual(['CREATE TABLE a (b)', 'CREATE INDEX i ON a (b)']);
  const before = scratch.bench.cookie();
  scratch.bench.exec('BEGIN');
  scratch.bench.reword(objects);
  scratch.bench.exec('COMMIT');
  expect(scratch.bench.cookie()).toBeGreaterThan(before);
  expect(texts()).toEqual(objects.map(({ sql }) => sql));
  expect(other.prepare('SELECT b FROM a').pluck().all()).toEqual([1]);
  expect(other.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(() => scratch.bench.exec(`UPDATE sqlite_schema SET sql = ''`)).toThrow(/may not be modified/);
});
