import { describe, expect, it } from 'vitest';
import { compareModels, introspect } from '../../src/model/index.js';
import type { SchemaModel } from '../../src/model/index.js';
import { modelOf, nothingIgnored, withDatabase } from './database.js';

interface Mended {
  /** The statements that were suggested, in order. */
  readonly mends: readonly (string | null)[];
  /** What still differs after they ran. */
  readonly left: readonly string[];
}

/** Makes a database of `found`, runs what is suggested to make it `expected`, and looks again. */
function mended(expected: string, found: string): Mended {
  const wanted = modelOf(expected);
  return withDatabase((db) => {
    db.pragma('foreign_keys = ON');
    db.exec(found);
    const look = (): SchemaModel => introspect(db, nothingIgnored);
    const mends = compareModels(wanted, look()).map(({ mend }) => mend);
    for (const mend of mends) if (mend !== null) db.exec(mend);
    return { mends, left: compareModels(wanted, look()).map(({ object, change }) => `${change} ${object}`) };
  });
}

const ROW = "; INSERT INTO t (a) VALUES ('x')";

describe('one statement that brings back what was expected', () => {
  it.each<[what: string, expected: string, found: string, mends: readonly unknown[]]>([
    [
      'a table with all that it has',
      `CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a TEXT UNIQUE CHECK (a <> ''), b REFERENCES p (id)); CREATE INDEX i ON t (b)`,
      'CREATE TABLE p (id INTEGER PRIMARY KEY)',
      [`CREATE TABLE t (a TEXT, b, UNIQUE (a), CHECK (a <> ''), FOREIGN KEY (b) REFERENCES p (id))`, 'CREATE INDEX i ON t (b)'],
    ],
    [
      'a table that was renamed',
      'CREATE TABLE orders (id INTEGER PRIMARY KEY, sl REAL); CREATE INDEX i ON orders (sl); CREATE TABLE c (o REFERENCES orders (id))',
      `CREATE TABLE orders (id INTEGER PRIMARY KEY, sl REAL); CREATE INDEX i ON orders (sl); CREATE TABLE c (o REFERENCES orders (id));
        INSERT INTO orders VALUES (1, 2); INSERT INTO c VALUES (1); ALTER TABLE orders RENAME TO orders_old`,
      ['ALTER TABLE orders_old RENAME TO orders'],
    ],
    [
      'columns, in their order',
      `CREATE TABLE t (a, z TEXT NOT NULL DEFAULT 'it''s', m BOOLEAN DEFAULT FALSE, b TEXT COLLATE NOCASE, v AS (a || z) VIRTUAL)`,
      `CREATE TABLE t (a)${ROW}`,
      [
        `ALTER TABLE t ADD COLUMN z TEXT NOT NULL DEFAULT 'it''s'`,
        'ALTER TABLE t ADD COLUMN m BOOLEAN DEFAULT FALSE',
        'ALTER TABLE t ADD COLUMN b TEXT COLLATE NOCASE',
        'ALTER TABLE t ADD COLUMN v GENERATED ALWAYS AS (a || z) VIRTUAL',
      ],
    ],
    [
      'a column with its foreign key, check and index',
      'CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a, p INTEGER CHECK (p IS NOT 0) CONSTRAINT up REFERENCES p (id) ON DELETE CASCADE); CREATE UNIQUE INDEX i ON t (p)',
      `CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a)${ROW}`,
      [
        'ALTER TABLE t ADD COLUMN p INTEGER CONSTRAINT up REFERENCES p (id) ON DELETE CASCADE',
        'ALTER TABLE t ADD CHECK (p IS NOT 0)',
        'CREATE UNIQUE INDEX i ON t (p)',
      ],
    ],
    [
      'a column that was renamed',
      'CREATE TABLE t (a, "stop loss" REAL, b)',
      `CREATE TABLE t (a, sl REAL, b)${ROW}`,
      ['ALTER TABLE t RENAME COLUMN sl TO "stop loss"'],
    ],
    [
      'NOT NULL',
      'CREATE TABLE t (a TEXT NOT NULL DEFAULT 0)',
      `CREATE TABLE t (a TEXT DEFAULT 0)${ROW}`,
      ['ALTER TABLE t ALTER COLUMN a SET NOT NULL'],
    ],
    ['no NOT NULL', 'CREATE TABLE t (a TEXT)', `CREATE TABLE t (a TEXT NOT NULL)${ROW}`, ['ALTER TABLE t ALTER COLUMN a DROP NOT NULL']],
    [
      'checks',
      `CREATE TABLE t (a CHECK (a <> 'y'), CONSTRAINT short CHECK (length(a) < 9))`,
      `CREATE TABLE t (a, CONSTRAINT "too much" CHECK (a > 0))${ROW}`,
      [
        `ALTER TABLE t ADD CHECK (a <> 'y')`,
        'ALTER TABLE t ADD CONSTRAINT short CHECK (length(a) < 9)',
        'ALTER TABLE t DROP CONSTRAINT "too much"',
      ],
    ],
    [
      'indexes, triggers and views',
      `CREATE TABLE t (a, b); CREATE INDEX i ON t (lower(a) DESC) WHERE b > 0; CREATE VIEW v (x) AS SELECT a FROM t;
        CREATE TRIGGER tr BEFORE UPDATE OF a, b ON t FOR EACH ROW WHEN NEW.a IS NULL BEGIN SELECT RAISE(ABORT, 'no; "a"'); DELETE FROM t; END`,
      `CREATE TABLE t (a, b); CREATE INDEX "an index" ON t (b); CREATE VIEW w AS SELECT 1; CREATE TRIGGER tx AFTER INSERT ON t BEGIN SELECT 1; END`,
      [
        'DROP INDEX "an index"',
        'CREATE INDEX i ON t ((lower(a)) DESC) WHERE b > 0',
        expect.stringMatching(/^CREATE TRIGGER tr BEFORE UPDATE OF a, b ON t /),
        'DROP TRIGGER tx',
        'CREATE VIEW v(x) AS SELECT a FROM t',
        'DROP VIEW w',
      ],
    ],
    [
      'a virtual table',
      'CREATE VIRTUAL TABLE f USING fts5(a, b)',
      'CREATE TABLE x (a); DROP TABLE x',
      ['CREATE VIRTUAL TABLE f USING fts5(a, b)'],
    ],
  ])('%s', (_, expected, found, mends) => {
    const result = mended(expected, found);
    expect(result.left).toEqual([]);
    expect(result.mends.filter((mend) => mend !== null)).toEqual(mends);
  });
});

describe('a statement that rows can forbid', () => {
  it.each([
    ['a unique index', 'CREATE TABLE t (a); CREATE UNIQUE INDEX i ON t (a)', 'CREATE TABLE t (a); INSERT INTO t VALUES (1), (1)', /UNIQUE/],
    ['NOT NULL', 'CREATE TABLE t (a NOT NULL)', 'CREATE TABLE t (a); INSERT INTO t VALUES (NULL)', /constraint failed/],
    ['a check', 'CREATE TABLE t (a CHECK (a > 0))', 'CREATE TABLE t (a); INSERT INTO t VALUES (0)', /constraint failed/],
    ['a check of NULL', 'CREATE TABLE t (a CHECK (a > 0))', 'CREATE TABLE t (a); INSERT INTO t VALUES (NULL)', /constraint failed/],
  ])('%s', (_, expected, found, message) => {
    expect(() => mended(expected, found)).toThrow(message);
  });
});

describe('a comment where rows would be lost', () => {
  it.each([
    ['a table', 'CREATE TABLE t (a)', 'CREATE TABLE t (a); CREATE TABLE "made by hand" (b)', '-- DROP TABLE "made by hand"'],
    ['a column', 'CREATE TABLE t (a)', 'CREATE TABLE t (a, b)', '-- ALTER TABLE t DROP COLUMN b'],
    ['a last column that was perhaps renamed', 'CREATE TABLE t (a, b)', 'CREATE TABLE t (a, c)', '-- ALTER TABLE t DROP COLUMN c'],
  ])('%s', (_, expected, found, mend) => {
    const result = mended(expected, found);
    expect(result.mends.filter((one) => one?.startsWith('--'))).toEqual([mend]);
    expect(result.left).toHaveLength(1);
  });

  it('tells no twin where two tables could be the one that was renamed', () => {
    const found = 'CREATE TABLE b (x INT); CREATE TABLE c (x INT)';
    expect(mended('CREATE TABLE a (x INT)', found).mends).toEqual(['CREATE TABLE a (x INT)', '-- DROP TABLE b', '-- DROP TABLE c']);
  });
});

describe('nothing where it takes more than one statement', () => {
  it.each([
    ['a column in the middle', 'CREATE TABLE t (a, b, c)', 'CREATE TABLE t (a, c)'],
    ['a column with a default that only new rows can have', 'CREATE TABLE t (a, at DEFAULT CURRENT_TIMESTAMP)', 'CREATE TABLE t (a)'],
    ['a column with a default that is calculated', 'CREATE TABLE t (a, b DEFAULT (1 + 1))', 'CREATE TABLE t (a)'],
    ['a column that must not be NULL', 'CREATE TABLE t (a, b NOT NULL)', 'CREATE TABLE t (a)'],
    ['a column that refers with a default', 'CREATE TABLE t (a, b DEFAULT 1 REFERENCES t (a))', 'CREATE TABLE t (a)'],
    ['a stored column', 'CREATE TABLE t (a, b AS (a) STORED)', 'CREATE TABLE t (a)'],
    ['an index on what can not be added', 'CREATE TABLE t (a, b NOT NULL); CREATE INDEX i ON t (b)', 'CREATE TABLE t (a)'],
    ['a check on what can not be added', 'CREATE TABLE t (a, b NOT NULL CHECK (b > 0))', 'CREATE TABLE t (a)'],
    ['a type', 'CREATE TABLE t (a INT)', 'CREATE TABLE t (a TEXT)'],
    ['a default', 'CREATE TABLE t (a DEFAULT 1)', 'CREATE TABLE t (a DEFAULT 2)'],
    ['a unique constraint', 'CREATE TABLE t (a UNIQUE)', 'CREATE TABLE t (a)'],
    ['a primary key', 'CREATE TABLE t (a PRIMARY KEY)', 'CREATE TABLE t (a)'],
    ['a foreign key', 'CREATE TABLE t (a REFERENCES t (a))', 'CREATE TABLE t (a)'],
    ['an option', 'CREATE TABLE t (a INT) STRICT', 'CREATE TABLE t (a INT)'],
    ['the order of columns', 'CREATE TABLE t (a, b)', 'CREATE TABLE t (b, a)'],
    ['a check without a name', 'CREATE TABLE t (a)', 'CREATE TABLE t (a CHECK (a > 0))'],
    ['another index', 'CREATE TABLE t (a); CREATE INDEX i ON t (a)', 'CREATE TABLE t (a); CREATE UNIQUE INDEX i ON t (a)'],
    ['another view', 'CREATE VIEW v AS SELECT 1', 'CREATE VIEW v AS SELECT 2'],
  ])('%s', (_, expected, found) => {
    const { mends, left } = mended(expected, found);
    expect(new Set(mends)).toEqual(new Set([null]));
    expect(left).toHaveLength(mends.length);
  });
});
