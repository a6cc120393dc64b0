import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { introspect, toSchema } from '../../src/model/index.js';
import type { TableModel } from '../../src/model/index.js';
import { modelOf, nothingIgnored, withDatabase } from './database.js';

function tableOf(sql: string, name?: string): TableModel {
  const table = modelOf(sql).tables.find((each) => name === undefined || each.name === name);
  if (table === undefined) throw new Error(`no table in ${sql}`);
  return table;
}

describe('columns', () => {
  it('tells name, type, nullability, default, collation and place in the key', () => {
    const { columns } = tableOf(`create table t(
      id integer primary key autoincrement, -- the key, with a comma
      side text collate nocase not null on conflict ignore default ( 'BUY' ),
      price Decimal ( 10 , 2 ) default -1.5,
      at default current_timestamp, plain)`);
    expect(columns).toEqual([
      column({ name: 'id', type: 'INTEGER', primaryKey: 1 }),
      column({ name: 'side', type: 'TEXT', collation: 'NOCASE', notNull: true, notNullConflict: 'IGNORE', default: "'BUY'" }),
      column({ name: 'price', type: 'DECIMAL(10, 2)', default: '-1.5' }),
      column({ name: 'at', default: 'CURRENT_TIMESTAMP' }),
      column({ name: 'plain' }),
    ]);
  });

  it('tells generated columns with their expression', () => {
    const { columns } = tableOf('create table t(a int, b int generated always as (A*2) stored, c as ((a + (1))))');
    expect(columns.slice(1)).toEqual([
      column({ name: 'b', type: 'INT', generated: 'stored', expression: 'a * 2' }),
      column({ name: 'c', generated: 'virtual', expression: 'a + (1)' }),
    ]);
  });

  it('takes a lone name for the string that SQLite takes it for', () => {
    const { columns } = tableOf('create table t(a default open, b default true, c default null, d default ((7)))');
    expect(columns.map((each) => each.default)).toEqual(["'open'", 'TRUE', null, '7']);
  });

  it('keeps names with blanks, quotes and letters of every alphabet', () => {
    const table = tableOf('create table "my ""own"" table"([a b] int, `c``d` int, größe int check (größe > 0), "Ä,(" int, \'str\' int)');
    expect(table.name).toBe('my "own" table');
    expect(table.columns.map(({ name }) => name)).toEqual(['a b', 'c`d', 'größe', 'Ä,(', 'str']);
    expect(table.checks).toEqual([{ name: null, expression: 'größe > 0' }]);
  });
});

function column(given: Partial<TableModel['columns'][number]>): TableModel['columns'][number] {
  const bare = { name: '', type: '', notNull: false, notNullName: null, notNullConflict: null, default: null, primaryKey: 0 };
  return { ...bare, collation: null, generated: null, expression: null, ...given };
}

describe('constraints', () => {
  it('reads checks whose strings hold commas, parentheses and comment marks', () => {
    const { checks } = tableOf(`create table t(
      a text constraint known check (a in ('x,y', ')', '--', '/*', 'it''s')), /* ), */
      b text, constraint "both set" check ((a is null) == (b is null)))`);
    expect(checks).toEqual([
      { name: 'known', expression: "a IN ('x,y', ')', '--', '/*', 'it''s')" },
      { name: 'both set', expression: '(a IS NULL) = (b IS NULL)' },
    ]);
  });

  it('reads keys with their order, collation and conflict clause', () => {
    const table = tableOf(
      'create table t(a text, b int, primary key (b desc, a collate nocase), constraint u unique (a, b) on conflict replace)',
    );
    expect(table.primaryKey).toEqual({
      name: null,
      onConflict: null,
      columns: [
        { column: 'b', desc: true, collation: null },
        { column: 'a', desc: false, collation: 'NOCASE' },
      ],
    });
    expect(table.uniques.map(({ name, onConflict }) => [name, onConflict])).toEqual([['u', 'REPLACE']]);
  });

  it('reads table constraints that no comma parts', () => {
    const table = tableOf('create table t(a, b, primary key (a) unique (b) check (a > b) foreign key (b) references t(a))');
    expect([table.uniques.length, table.checks.length, table.foreignKeys.length, table.definition]).toEqual([1, 1, 1, null]);
  });

  it('reads foreign keys in their order, to themselves and with implied parent columns', () => {
    const sql = `create table Parent(x int, y int, primary key (y, x));
      create table t(id integer primary key, up int references T on delete cascade,
        px int, py int, foreign key (px, py) references parent on update set null match full deferrable initially deferred);`;
    const shared = { name: null, onUpdate: 'NO ACTION', onDelete: 'NO ACTION', match: 'NONE', deferrable: null };
    expect(tableOf(sql, 't').foreignKeys.toReversed()).toEqual([
      { ...shared, columns: ['up'], parent: 't', parentColumns: ['id'], onDelete: 'CASCADE' },
      {
        ...shared,
        columns: ['px', 'py'],
        parent: 'Parent',
        parentColumns: ['y', 'x'],
        onUpdate: 'SET NULL',
        match: 'FULL',
        deferrable: 'DEFERRABLE INITIALLY DEFERRED',
      },
    ]);
  });

  it('tells options and AUTOINCREMENT', () => {
    const facts = ({ strict, withoutRowid, autoincrement }: TableModel): unknown => ({ strict, withoutRowid, autoincrement });
    expect(facts(tableOf('create table t(a text primary key) without rowid, strict'))).toEqual({
      strict: true,
      withoutRowid: true,
      autoincrement: false,
    });
    expect(facts(tableOf('create table t(a integer, primary key (a autoincrement))'))).toEqual({
      strict: false,
      withoutRowid: false,
      autoincrement: true,
    });
  });

  it('falls back to the whole text where the text holds what it cannot read', () => {
    const table = tableOf('create table p(id primary key); create table t(a int references p on insert cascade)', 't');
    expect(table.definition).toBe('CREATE TABLE t(a int REFERENCES p ON INSERT CASCADE)');
  });
});

describe('indexes, triggers and views', () => {
  it('reads partial, expression and ordered indexes', () => {
    const { indexes } = modelOf(`create table t(a text collate nocase, b int);
      create unique index i on t(lower(A) collate rtrim desc, a, b COLLATE nocase asc, (a || ',')) where (B > 0 and a <> 'x,)');`);
    expect(indexes).toEqual([
      {
        name: 'i',
        table: 't',
        unique: true,
        columns: [
          { column: null, expression: 'lower(a)', desc: true, collation: 'RTRIM' },
          { column: 'a', expression: null, desc: false, collation: null },
          { column: 'b', expression: null, desc: false, collation: 'NOCASE' },
          { column: null, expression: "a || ','", desc: false, collation: null },
        ],
        where: "b > 0 AND a <> 'x,)'",
      },
    ]);
  });

  it('reads triggers with their timing spelled out', () => {
    const { triggers } = modelOf(`create table Orders(id int, status text);
      create trigger tr update of STATUS on orders for each row when new.status = 'x;END'
      begin /* note */ update orders set status = -1 where Id == old.id; select count(*); end`);
    expect(triggers).toEqual([
      {
        name: 'tr',
        table: 'Orders',
        definition:
          "CREATE TRIGGER tr BEFORE UPDATE OF status ON Orders WHEN new.status = 'x;END' " +
          'BEGIN UPDATE Orders SET status = -1 WHERE id = old.id; SELECT count(*); END',
      },
    ]);
  });

  it('reads views on views, with and without column names', () => {
    const { views } = modelOf('create table t(a); create view v("x y") as select a from t; create view w as select * from v');
    expect(views).toEqual([
      { name: 'v', columns: ['x y'], definition: 'CREATE VIEW v("x y") AS SELECT a FROM t' },
      { name: 'w', columns: null, definition: 'CREATE VIEW w AS SELECT * FROM v' },
    ]);
  });
});

describe('what is left out', () => {
  it("skips shadow tables and SQLite's own", () => {
    const model = modelOf(`create table t(id integer primary key autoincrement, a unique); create index i on t(a);
      create virtual table f using fts5(title, body, tokenize = 'porter  ascii'); analyze;`);
    expect(model.tables.map(({ name, kind }) => [name, kind])).toEqual([
      ['t', 'table'],
      ['f', 'virtual'],
    ]);
    expect(model.indexes.map(({ name }) => name)).toEqual(['i']);
    expect(model.tables[1]?.columns.map(({ name }) => name)).toEqual(['title', 'body']);
    expect(model.tables[1]?.definition).toBe("CREATE VIRTUAL TABLE f USING fts5(title, body, tokenize = 'porter  ascii')");
  });

  it('skips ignored tables with their indexes and triggers, and ignored names', () => {
    withDatabase((db) => {
      db.exec(`create table schema_migrations(version); create index i on schema_migrations(version);
        create trigger g after insert on schema_migrations begin select 1; end;
        create table orders(a); create trigger _zepix_watch after insert on orders begin select 1; end; create view v as select 1`);
      const model = introspect(db, (name) => name.startsWith('_zepix_') || name.startsWith('schema_migrations'));
      expect(toSchema(model).text).toBe(toSchema(modelOf('create table orders(a); create view v as select 1')).text);
    });
  });

  it('looks at the main schema only, whatever temporary tables hide it', () => {
    withDatabase((db) => {
      db.exec('create table t(a); create temp table t(b, c); create temp table u(d)');
      expect(introspect(db, nothingIgnored)).toEqual(modelOf('create table t(a)'));
    });
  });
});

describe('databases that are not whole', () => {
  it('reads a broken view by its text', () => {
    withDatabase((db) => {
      db.exec('create table t(a); create view v as select a from t');
      db.pragma('legacy_alter_table = ON');
      db.exec('drop table t');
      expect(introspect(db, nothingIgnored).views).toEqual([{ name: 'v', columns: null, definition: 'CREATE VIEW v AS SELECT a FROM t' }]);
    });
  });

  it('reads a virtual table whose module is missing by its text, with the same hash as where it is there', () => {
    withDatabase((db, file) => {
      const informed = new Database(file);
      const module = (): unknown => ({ columns: ['symbol', 'price'], *rows() {} });
      informed.table('feed', module as unknown as Parameters<typeof informed.table>[1]); // The typings know only the other form.
      db.unsafeMode(true);
      db.pragma('writable_schema = ON');
      db.exec(
        `create table t(a); insert into sqlite_schema values ('table', 'vx', 'vx', 0, 'CREATE VIRTUAL TABLE vx USING feed (a  , ''B'')')`,
      );
      db.pragma('writable_schema = RESET');
      const [without, within] = [introspect(db, nothingIgnored), introspect(informed, nothingIgnored)];
      informed.close();
      expect(without.tables.find(({ name }) => name === 'vx')).toMatchObject({
        kind: 'virtual',
        columns: [],
        definition: "CREATE VIRTUAL TABLE vx USING feed(a, 'B')",
      });
      expect(within.tables.find(({ name }) => name === 'vx')?.columns.map(({ name }) => name)).toEqual(['symbol', 'price']);
      expect(toSchema(without)).toEqual(toSchema(within));
    });
  });

  it('reads an empty database, a read-only one, and one inside a transaction', () => {
    withDatabase((db, file) => {
      expect(introspect(db, nothingIgnored)).toEqual({ tables: [], indexes: [], triggers: [], views: [] });
      db.exec('create table t(a); begin; create table u(b)');
      expect(introspect(db, nothingIgnored).tables.map(({ name }) => name)).toEqual(['t', 'u']);
      expect(db.inTransaction).toBe(true);
      db.exec('rollback');
      const readonly = new Database(file, { readonly: true });
      readonly.defaultSafeIntegers(true);
      expect(introspect(readonly, nothingIgnored)).toEqual(modelOf('create table t(a)'));
      readonly.close();
    });
  });
});
