import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openScratch } from '../../src/index.js';
import type { Scratch } from '../../src/index.js';

let scratch: Scratch;
beforeEach(() => {
  scratch = openScratch();
  scratch.bench.exec(`CREATE TABLE parent (id INTEGER PRIMARY KEY, big INTEGER);
    CREATE TABLE child (id INTEGER PRIMARY KEY, parent INTEGER);
    CREATE TABLE log (line TEXT);
    CREATE TRIGGER noted AFTER INSERT ON parent BEGIN INSERT INTO log VALUES ('made'); END;`);
});
afterEach(() => scratch.close());

describe('the pages that a statement may write', () => {
  const written = (sql: string): readonly string[] => {
    const pages = scratch.bench.writtenPages(sql);
    return scratch.bench.objects().flatMap(({ name, rootPage }) => (pages?.has(rootPage) === true ? [name] : []));
  };

  it.each([
    ['UPDATE child SET parent = 1', ['child']],
    ['DELETE FROM child', ['child']],
    ['DROP TABLE child', ['child']],
    ['INSERT INTO parent (big) VALUES (1)', ['parent', 'log']],
    ['SELECT * FROM parent', []],
  ])('of %s are those of %j', (sql, tables) => {
    expect(written(sql)).toEqual(tables);
  });

  it('are unknown where the statement does not compile', () => {
    expect(scratch.bench.writtenPages('UPDATE nothing SET x = 1')).toBeNull();
  });
});

it('gives integers without loss', () => {
  scratch.bench.run('INSERT INTO parent VALUES (?, ?)', 1, 9_223_372_036_854_775_807n);
  expect(scratch.bench.rows('SELECT big FROM parent')).toEqual([[9_223_372_036_854_775_807n]]);
});
