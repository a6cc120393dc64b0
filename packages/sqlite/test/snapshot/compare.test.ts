import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inDatabase } from '@zepix/testkit';
import { tableChanges } from '../../src/snapshot/compare.js';
import { openPair } from '../../src/snapshot/pair.js';
import { emptyShop } from './workplace.js';

/** What is lost and returned, by table, when a database made by the second script takes the place of one made by the first. */
function changes(left: string, right: string): Readonly<Record<string, unknown>> {
  const { folder } = emptyShop();
  const [a, b] = [folder.file('a.db'), folder.file('b.db')];
  inDatabase(a, (db) => db.exec(left));
  inDatabase(b, (db) => db.exec(right));
  const open = openPair(a, b);
  try {
    const found = tableChanges(open.pair, 'schema_migrations');
    return Object.fromEntries(
      found.map(({ table, lost, returned, lostColumns, returnedColumns }) => [table, [lost, returned, ...lostColumns, ...returnedColumns]]),
    );
  } finally {
    open.close();
  }
}

/** Tables of one column in which a row is found by its rowid, by its key, and not at all. */
const SHAPES = {
  rowid: 'CREATE TABLE t (v)',
  nocase: 'CREATE TABLE t (v COLLATE NOCASE)',
  'a key of its own': 'CREATE TABLE t (v COLLATE NOCASE, k INTEGER, PRIMARY KEY (k, v)) WITHOUT ROWID',
  'every name of the rowid taken': 'CREATE TABLE t (v, rowid, oid, _rowid_)',
};

const UNEQUAL: readonly (readonly [string, string])[] = [
  ["'BUY'", "'buy'"],
  ['1', '1.0'],
  ['0.0', '-0.0'],
  ["'1'", '1'],
  ["'a'", "x'61'"],
  ["'a'", "'a '"],
  ["''", 'NULL'],
  ["x''", "''"],
  ['9007199254740993', '9007199254740992'],
  ["cast(x'610062' AS TEXT)", "cast(x'610063' AS TEXT)"],
];

describe.each(Object.entries(SHAPES))('rows of a table with %s', (_, create) => {
  const insert = (value: string): string =>
    create.includes('k INTEGER') ? `INSERT INTO t VALUES (${value}, 1)` : `INSERT INTO t (v) VALUES (${value})`;

  it.each(UNEQUAL)('tells %s from %s', (left, right) => {
    if (create.includes('k INTEGER') && [left, right].includes('NULL')) return;
    expect(changes(`${create}; ${insert(left)}`, `${create}; ${insert(right)}`)).toEqual({ t: [1, 1] });
    expect(changes(`${create}; ${insert(left)}`, `${create}; ${insert(left)}`)).toEqual({});
  });
});

describe('rows as multisets', () => {
  const value = fc.constantFrom('NULL', '1', '1.0', "'a'", "'A'", "x'61'", '-0.0', '0.0');
  const rows = fc.array(fc.tuple(value, value), { maxLength: 8 });

  it('count every one, wherever it lies', () => {
    fc.assert(
      fc.property(rows, rows, fc.constantFrom('', ', rowid, oid, _rowid_'), (left, right, more) => {
        const script = (of: typeof left): string =>
          `CREATE TABLE t (a COLLATE NOCASE, b${more}); ${of.map(([a, b]) => `INSERT INTO t (a, b) VALUES (${a}, ${b});`).join(' ')}`;
        const [lost, returned] = [surplus(left, right), surplus(right, left)];
        expect(changes(script(left), script(right))).toEqual(lost + returned === 0 ? {} : { t: [lost, returned] });
      }),
      { numRuns: 60 },
    );
  });

  function surplus(of: readonly (readonly string[])[], other: readonly (readonly string[])[]): number {
    const rest = other.map((row) => row.join());
    return of.filter((row) => {
      const at = rest.indexOf(row.join());
      if (at >= 0) rest.splice(at, 1);
      return at < 0;
    }).length;
  }
});

describe('tables', () => {
  it('that only one has count all their rows; names differ by more than case', () => {
    expect(changes('CREATE TABLE a (x); INSERT INTO a VALUES (1), (2)', 'CREATE TABLE b (x); INSERT INTO b VALUES (1)')).toEqual({
      a: [2, 0, 'x'],
      b: [0, 1, 'x'],
    });
    expect(changes('CREATE TABLE a (x)', '')).toEqual({ a: [0, 0, 'x'] });
    expect(changes('CREATE TABLE A (x); INSERT INTO a VALUES (1)', 'CREATE TABLE a (X); INSERT INTO a VALUES (1)')).toEqual({});
  });

  it('whose columns differ are compared in those that both have', () => {
    const [old, now] = ['CREATE TABLE t (id INTEGER PRIMARY KEY, a)', 'CREATE TABLE t (b, id INTEGER PRIMARY KEY, a)'];
    expect(changes(`${now}; INSERT INTO t VALUES ('new', 1, 'x'), ('new', 2, 'y')`, `${old}; INSERT INTO t VALUES (1, 'x')`)).toEqual({
      t: [1, 0, 'b'],
    });
    expect(changes('CREATE TABLE t (a); INSERT INTO t VALUES (1)', 'CREATE TABLE t (b); INSERT INTO t VALUES (1)')).toEqual({
      t: [1, 1, 'a', 'b'],
    });
  });

  it('of the engine and of SQLite are left out', () => {
    const own = `CREATE TABLE schema_migrations (a); CREATE TABLE schema_migrations_history (a); CREATE TABLE _zepix_kept (a);
      INSERT INTO schema_migrations VALUES (1); INSERT INTO schema_migrations_history VALUES (1); INSERT INTO _zepix_kept VALUES (1);`;
    const counted = 'CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT)';
    expect(changes(`${own} ${counted}; INSERT INTO t VALUES (9); DELETE FROM t; ANALYZE`, counted)).toEqual({});
  });

  it('that are virtual count by their own rows', () => {
    const create = 'CREATE VIRTUAL TABLE d USING fts5(body)';
    expect(changes(`${create}; INSERT INTO d VALUES ('a'), ('b')`, `${create}; INSERT INTO d VALUES ('a'), ('c'), ('d')`)).toEqual({
      d: [1, 2],
    });
    expect(
      changes(
        `${create}; INSERT INTO d VALUES ('a'), ('b'); INSERT INTO d (d) VALUES ('optimize')`,
        `${create}; INSERT INTO d VALUES ('a'), ('b')`,
      ),
    ).toEqual({});
  });

  it('of unlike kinds find their rows as well', () => {
    const [plain, keyed] = ['CREATE TABLE t (a TEXT PRIMARY KEY)', 'CREATE TABLE t (a TEXT PRIMARY KEY) WITHOUT ROWID'];
    expect(changes(`${plain}; INSERT INTO t VALUES ('x'), ('y')`, `${keyed}; INSERT INTO t VALUES ('y'), ('z')`)).toEqual({ t: [1, 1] });
  });

  it('may have many columns', () => {
    const names = Array.from({ length: 1500 }, (_, index) => `c${index}`);
    const script = (last: string): string => `CREATE TABLE t (${names.join(', ')}); INSERT INTO t (c0, c1499) VALUES (1, ${last})`;
    expect(changes(script('1'), script('1'))).toEqual({});
    expect(changes(script('1'), script('1.0'))).toEqual({ t: [1, 1] });
  });

  it('of two text encodings can only be counted', () => {
    const script = 'CREATE TABLE t (a); INSERT INTO t VALUES (1), (2)';
    expect(changes(`PRAGMA encoding = 'UTF-16le'; ${script}`, script)).toEqual({ t: [2, 2] });
  });

  it('behind a broken view are compared', () => {
    const broken =
      'CREATE TABLE t (a); CREATE TABLE gone (a); CREATE VIEW v AS SELECT * FROM gone; PRAGMA legacy_alter_table = ON; DROP TABLE gone';
    expect(changes(`${broken}; INSERT INTO t VALUES (1)`, broken)).toEqual({ t: [1, 0] });
  });
});
