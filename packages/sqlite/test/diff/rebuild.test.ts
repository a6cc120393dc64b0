import { describe, expect, it, onTestFinished } from 'vitest';
import { changeScript, changeSql, diff, openScratch, readStored } from '../../src/index.js';
import type { StoredSchema, Workbench } from '../../src/index.js';
import { sqlFor, statementsFor, stored } from './place.js';
import type { Wish } from './place.js';

/** A database with rows in it, changed to what another script makes; gone when the test ends. */
function changed(from: string, rows: string, to: string, wish: Wish = {}): Workbench {
  const scratch = openScratch();
  onTestFinished(() => scratch.close());
  scratch.bench.exec(`${from};${rows}`);
  scratch.bench.exec(changeScript(statementsFor(from, to, wish)));
  expect(diff(readStored(scratch.bench), stored(to), { text: wish.text ?? 'model' })).toEqual([]);
  return scratch.bench;
}

describe('a rebuild is a list of statements', () => {
  it('moves the old table away, runs the original text, copies, and remakes what hung on it', () => {
    const from = `CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a, b AS (a + 1)); CREATE INDEX by_a ON t (a);
      CREATE TRIGGER log AFTER INSERT ON t BEGIN SELECT 1; END; CREATE VIEW v AS SELECT * FROM t; CREATE TABLE child (t REFERENCES t)`;
    expect(
      sqlFor(from, from.replace('id INTEGER PRIMARY KEY AUTOINCREMENT, a,', 'id integer  primary key autoincrement, a TEXT,'), {
        text: 'exact',
      }),
    ).toEqual([
      'PRAGMA foreign_keys = OFF',
      'PRAGMA legacy_alter_table = ON',
      'ALTER TABLE t RENAME TO _zepix_old_t',
      'CREATE TABLE t (id integer  primary key autoincrement, a TEXT, b AS (a + 1))',
      'INSERT OR ABORT INTO t (id, a)\nSELECT id, a\nFROM _zepix_old_t',
      "DELETE FROM sqlite_sequence WHERE name = 't'",
      "INSERT INTO sqlite_sequence (name, seq) SELECT 't', seq FROM sqlite_sequence WHERE name = '_zepix_old_t'",
      "DELETE FROM sqlite_sequence WHERE name = '_zepix_old_t'",
      'DROP TABLE _zepix_old_t',
      'PRAGMA legacy_alter_table = OFF',
      'CREATE INDEX by_a ON t (a)',
      'CREATE TRIGGER log AFTER INSERT ON t BEGIN SELECT 1; END',
    ]);
  });

  it('keeps a counter that stands above the rows, and that of an empty table', () => {
    const table = (name: string, type: string): string => `CREATE TABLE ${name} (id INTEGER PRIMARY KEY AUTOINCREMENT, a ${type});`;
    const from = table('few', 'INT') + table('none', 'INT');
    const rows = 'INSERT INTO few VALUES (5, 1), (9, 2); DELETE FROM few WHERE id = 9; INSERT INTO none VALUES (7, 1); DELETE FROM none';
    const bench = changed(from, rows, table('few', 'TEXT') + table('none', 'TEXT'));
    expect(bench.rows('SELECT name, seq FROM sqlite_sequence ORDER BY name')).toEqual([
      ['few', 9n],
      ['none', 7n],
    ]);
  });

  it('refuses rows that the new table would leave out without a word', () => {
    const to = 'CREATE TABLE t (a UNIQUE ON CONFLICT IGNORE)';
    expect(() => changed('CREATE TABLE t (a)', 'INSERT INTO t VALUES (1), (1)', to)).toThrow('UNIQUE constraint failed: t.a');
  });

  it('reads the rowid under a name that no column has taken', () => {
    const bench = changed(
      'CREATE TABLE t (rowid INT, oid INT)',
      'INSERT INTO t (_rowid_, rowid, oid) VALUES (5, 1, 2)',
      'CREATE TABLE t (oid TEXT, rowid TEXT)',
    );
    expect(bench.rows('SELECT _rowid_, rowid, oid FROM t')).toEqual([[5n, '1', '2']]);
  });

  it('makes a row of each row where the tables have nothing in common', () => {
    const bench = changed(
      'CREATE TABLE t (a PRIMARY KEY) WITHOUT ROWID',
      "INSERT INTO t VALUES ('x'), ('y')",
      "CREATE TABLE t (b DEFAULT 'new')",
    );
    expect(bench.rows('SELECT b FROM t')).toEqual([['new'], ['new']]);
  });

  it('leaves a search index over its table as it was', () => {
    const from =
      "CREATE TABLE notes (id INTEGER PRIMARY KEY, body); CREATE VIRTUAL TABLE f USING fts5(body, content='notes', content_rowid='id')";
    const rows = "INSERT INTO notes VALUES (7, 'red fox'), (9, 'dog'); INSERT INTO f (f) VALUES ('rebuild')";
    const bench = changed(from, rows, from.replace('body)', 'body TEXT)'));
    expect(bench.rows("SELECT rowid FROM f WHERE f MATCH 'fox'")).toEqual([[7n]]);
    bench.exec("INSERT INTO f (f, rank) VALUES ('integrity-check', 1)");
  });

  it('keeps the order in which triggers run', () => {
    const from = `CREATE TABLE t (a); CREATE TABLE log (x); CREATE TABLE other (a);
      CREATE TRIGGER one AFTER INSERT ON t BEGIN INSERT INTO log VALUES ('one'); END;
      CREATE TRIGGER two AFTER INSERT ON t BEGIN INSERT INTO log VALUES ('two'); END`;
    const order = (bench: Workbench): unknown => (bench.exec('INSERT INTO t VALUES (1)'), bench.rows('SELECT x FROM log'));
    const to = from.replace("VALUES ('one')", "SELECT 'one'");
    const fresh = openScratch();
    onTestFinished(() => fresh.close());
    fresh.bench.exec(to);
    expect(order(changed(from, '', to))).toEqual(order(fresh.bench));
  });
});

describe('expressions that are given', () => {
  it('compute columns from the old row, and fill what is NULL or new', () => {
    const bench = changed(
      'CREATE TABLE t (a REAL, note TEXT)',
      "INSERT INTO t VALUES (1.25, NULL), (2, 'kept')",
      'CREATE TABLE t (cents INTEGER NOT NULL, note TEXT NOT NULL, who TEXT NOT NULL)',
      {
        copy: { t: { cents: 'CAST(round(a * 100) AS INTEGER)' } },
        fill: { T: { note: "'none'", who: "'me'" } },
      },
    );
    expect(bench.rows('SELECT * FROM t')).toEqual([
      [125n, 'none', 'me'],
      [200n, 'kept', 'me'],
    ]);
  });

  it('may read from a table that goes, and know columns by their old names', () => {
    const bench = changed(
      'CREATE TABLE t (a); CREATE TABLE old (b)',
      "INSERT INTO t VALUES (1); INSERT INTO old VALUES ('b')",
      'CREATE TABLE t (z, b)',
      {
        renames: [{ table: 't', column: 'a', to: 'z' }],
        copy: { t: { b: '(SELECT b || a FROM old)' } },
      },
    );
    expect(bench.rows('SELECT * FROM t')).toEqual([[1n, 'b1']]);
  });

  it('are refused where they can not be computed', () => {
    expect(() => sqlFor('CREATE TABLE t (a)', 'CREATE TABLE t (b)', { copy: { t: { b: 'absent + 1' } } })).toThrow(
      "can't be copied so: no such column: absent",
    );
  });
});

describe('what stands in the way of an ALTER', () => {
  const broken = 'CREATE VIEW broken AS SELECT * FROM nowhere';

  it('a broken view: names are changed by rebuilds, exchanged ones too', () => {
    const bench = changed(
      `CREATE TABLE a (x, y); CREATE TABLE b (z); CREATE TABLE c (a REFERENCES a); ${broken}`,
      'INSERT INTO a VALUES (1, 2); INSERT INTO b VALUES (3); INSERT INTO c VALUES (1)',
      `CREATE TABLE b (y, x); CREATE TABLE a (z); CREATE TABLE c (a REFERENCES b); ${broken}`,
      {
        renames: [
          { table: 'a', to: 'b' },
          { table: 'b', to: 'a' },
          { table: 'a', column: 'x', to: 'y' },
          { table: 'a', column: 'y', to: 'x' },
        ],
      },
    );
    expect(bench.rows('SELECT y, x FROM b')).toEqual([[1n, 2n]]);
    expect(bench.rows('SELECT z FROM a')).toEqual([[3n]]);
  });

  it.each(['', 'CONSTRAINT positive '])('a %sCHECK and an index that name the table', (named) => {
    const from = `CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a REAL, ${named}CHECK (t.a > 0)); CREATE INDEX i ON t (a) WHERE t.a > 1; CREATE TABLE c (t REFERENCES t)`;
    const rows = 'INSERT INTO t VALUES (3, 1.5), (5, 2); DELETE FROM t WHERE id = 5; INSERT INTO c VALUES (3)';
    const bench = changed(from, rows, from.replace('a REAL', 'b, a NUMERIC'), { text: 'exact' });
    expect(bench.rows('SELECT *, typeof(a) FROM t')).toEqual([[3n, null, 1.5, 'real']]);
    expect(bench.rows('SELECT * FROM sqlite_sequence')).toEqual([['t', 5n]]);
  });

  it('a module that is not there: nothing can be tried, and the table is rebuilt', () => {
    const elsewhere = (schema: StoredSchema): StoredSchema => ({
      ...schema,
      objects: [
        ...schema.objects,
        { id: 99, type: 'table', name: 'far', table: 'far', rootPage: 0, sql: 'CREATE VIRTUAL TABLE far USING nowhere(a)' },
      ],
    });
    const [from, to] = [
      stored('CREATE TABLE t (a, b); CREATE INDEX i ON t (a)'),
      stored('CREATE TABLE t (a, c TEXT); CREATE INDEX i ON t (a); CREATE TABLE u (x)'),
    ].map(elsewhere);
    if (from === undefined || to === undefined) throw new Error('two schemas');
    const statements = changeSql(diff(from, to), from, to).map(({ sql }) => sql.split('\n')[0]);
    expect(statements).toEqual([
      'PRAGMA foreign_keys = OFF',
      'PRAGMA legacy_alter_table = ON',
      'ALTER TABLE t RENAME TO _zepix_old_t',
      'CREATE TABLE t (',
      'INSERT OR ABORT INTO t (rowid, a)',
      'DROP TABLE _zepix_old_t',
      'PRAGMA legacy_alter_table = OFF',
      'CREATE TABLE u (',
      'CREATE INDEX i ON t (a)',
    ]);
  });
});
