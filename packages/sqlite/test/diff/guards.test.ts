import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { changeSql, diff } from '../../src/index.js';
import { strictRefusal } from '../../src/diff/strict.js';
import { stored } from './place.js';

/** What the guards between two schemas say about rows, with the number and the example that they would raise. */
function said(from: string, to: string, rows: string): readonly string[] {
  const before = stored(from);
  const after = stored(to);
  const guards = changeSql(diff(before, after), before, after, { guards: true }).filter(({ action }) => action === 'guard');
  const db = new Database(':memory:');
  try {
    db.pragma('foreign_keys = OFF');
    db.exec(`${from};${rows}`);
    let told: string | null = null;
    db.function('raised', { deterministic: false }, (message: unknown) => void (told = String(message)));
    return guards.flatMap(({ sql }) => {
      told = null;
      db.prepare(sql.replace('RAISE(ABORT, ', 'raised(')).all();
      return told ?? [];
    });
  } finally {
    db.close();
  }
}

describe('a guard counts the rows in the way, and names one', () => {
  it.each([
    [
      'NOT NULL, by the key',
      'CREATE TABLE t (id INTEGER PRIMARY KEY, a)',
      'CREATE TABLE t (id INTEGER PRIMARY KEY, a NOT NULL)',
      'INSERT INTO t VALUES (7, NULL), (8, 1), (9, NULL)',
      ['a is to be NOT NULL in t; rows that have NULL there: 2, such as id = 7'],
    ],
    [
      'NOT NULL, by the rowid, under odd names',
      `CREATE TABLE "it's" ("a b")`,
      `CREATE TABLE "it's" ("a b" NOT NULL)`,
      `INSERT INTO "it's" (rowid, "a b") VALUES (3, NULL)`,
      [`"a b" is to be NOT NULL in "it's"; rows that have NULL there: 1, such as rowid 3`],
    ],
    [
      'UNIQUE as the column compares',
      'CREATE TABLE t (a TEXT COLLATE NOCASE, b TEXT)',
      'CREATE TABLE t (a TEXT COLLATE NOCASE, b TEXT); CREATE UNIQUE INDEX one ON t (a); CREATE UNIQUE INDEX two ON t (b)',
      "INSERT INTO t VALUES ('x', 'x'), ('X', 'X'), (NULL, NULL), (NULL, NULL)",
      ["(a) is to be unique in t; values that stand there more than once: 1, such as 'X'"],
    ],
    [
      'UNIQUE as the index compares, where it says so',
      'CREATE TABLE t (a TEXT)',
      'CREATE TABLE t (a TEXT); CREATE UNIQUE INDEX one ON t (a COLLATE NOCASE)',
      "INSERT INTO t VALUES ('x'), ('X')",
      ["(a) is to be unique in t; values that stand there more than once: 1, such as 'X'"],
    ],
    [
      'a collation under which a key is no longer one',
      'CREATE TABLE t (a TEXT UNIQUE)',
      'CREATE TABLE t (a TEXT COLLATE NOCASE UNIQUE)',
      "INSERT INTO t VALUES ('x'), ('X')",
      ["(a) is to be unique in t; values that stand there more than once: 1, such as 'X'"],
    ],
    [
      'a primary key of fewer columns',
      'CREATE TABLE t (a TEXT NOT NULL, b TEXT NOT NULL, PRIMARY KEY (a, b))',
      'CREATE TABLE t (a TEXT NOT NULL, b TEXT NOT NULL, PRIMARY KEY (a))',
      "INSERT INTO t VALUES ('x', 1), ('x', 2)",
      ["(a) is to be unique in t; values that stand there more than once: 1, such as 'x'"],
    ],
    [
      'CHECK, for which NULL is no breach',
      'CREATE TABLE t (a)',
      'CREATE TABLE t (a, CHECK (a > 0))',
      'INSERT INTO t VALUES (-1), (NULL), (1)',
      ['CHECK (a > 0) is new in t; rows that do not fulfil it: 1, such as rowid 1'],
    ],
    [
      'a reference, of a table called as its parent inside the question',
      'CREATE TABLE p (id INTEGER PRIMARY KEY, up INTEGER)',
      'CREATE TABLE p (id INTEGER PRIMARY KEY, up INTEGER REFERENCES p (id))',
      'INSERT INTO p VALUES (1, NULL), (2, 1), (3, 9)',
      ['(up) of p is to refer to p; rows that refer to nothing there: 1, such as up = 9'],
    ],
    [
      'no reference that was there with another action',
      'CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p REFERENCES p (id))',
      'CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p REFERENCES p (id) ON DELETE CASCADE)',
      'INSERT INTO c VALUES (9)',
      [],
    ],
    [
      'a type that STRICT refuses',
      'CREATE TABLE t (a TEXT) STRICT',
      'CREATE TABLE t (a INTEGER) STRICT',
      "INSERT INTO t VALUES ('12'), ('x')",
      ["a is to be INTEGER in t, which is STRICT; rows with another type of value: 1, such as rowid 2 with 'x'"],
    ],
  ])('%s', (_, from, to, rows, expected) => {
    expect(said(from, to, rows)).toEqual(expected);
  });
});

describe('what a STRICT table refuses', () => {
  const VALUES = [
    'NULL',
    '1',
    '-7',
    '9007199254740993',
    '9223372036854775807',
    '1.0',
    '1.5',
    '1e300',
    '-0.0',
    "'12'",
    "' 12 '",
    "'12.0'",
    "'1.5'",
    "'1e3'",
    "'12a'",
    "''",
    "' '",
    "'9007199254740993'",
    "'9223372036854775808'",
    "'0x10'",
    "x'3132'",
    "x''",
  ];

  it.each(['INT', 'INTEGER', 'REAL', 'TEXT', 'BLOB', 'ANY'])('%s: as SQLite itself', (type) => {
    const db = new Database(':memory:');
    db.exec(`CREATE TABLE loose (v); CREATE TABLE tight (v ${type}) STRICT`);
    const refused = strictRefusal(type, 'v') ?? 'FALSE';
    const judged = VALUES.map((value) => {
      db.exec(`DELETE FROM loose; DELETE FROM tight; INSERT INTO loose VALUES (${value})`);
      let isTaken = true;
      try {
        db.exec('INSERT INTO tight SELECT v FROM loose');
      } catch {
        isTaken = false;
      }
      return [value, isTaken, db.prepare(`SELECT count(*) FROM loose WHERE ${refused}`).pluck().get() === 0];
    });
    db.close();
    expect(judged.filter(([, isTaken, said]) => isTaken !== said)).toEqual([]);
  });
});
