import { JOURNAL_MODES } from '@zepix/testkit';
import { describe, expect, test } from 'vitest';
import { engine } from './engine.js';
import type { Engine } from './engine.js';

const family = (onDelete: string): string => `
  CREATE TABLE orders (id INTEGER PRIMARY KEY, symbol TEXT, old TEXT);
  CREATE TABLE trades (id INTEGER PRIMARY KEY, order_id INTEGER REFERENCES orders (id) ${onDelete}, lots REAL);
  INSERT INTO orders VALUES (1, 'EURUSD', 'x'), (2, 'GBPUSD', 'y');
  INSERT INTO trades VALUES (10, 1, 0.1), (11, 1, 0.2), (12, 2, 0.3);`;
const REBUILD = `PRAGMA foreign_keys=OFF;
BEGIN;
CREATE TABLE orders_new (id INTEGER PRIMARY KEY, symbol TEXT NOT NULL);
INSERT INTO orders_new SELECT id, symbol FROM orders;
DROP TABLE orders;
ALTER TABLE orders_new RENAME TO orders;
COMMIT;
PRAGMA foreign_keys=ON;`;
const trades = (one: Engine): unknown[] => one.rows('SELECT * FROM trades');
const run = (one: Engine) => one.up({ approval: 'all' });

describe.each(JOURNAL_MODES)('in %s mode', (journalMode) => {
  test.each(['ON DELETE CASCADE', 'ON DELETE SET NULL', ''])('a rebuild of the parent keeps every child row (%s)', async (onDelete) => {
    const one = engine({ '001_a.sql': REBUILD }, { sql: family(onDelete), journalMode });
    const before = trades(one);
    expect((await run(one)).error).toBeNull();
    expect(trades(one)).toEqual(before);
    expect(one.rows('SELECT "table", on_delete FROM pragma_foreign_key_list(\'trades\')')).toEqual([
      ['orders', onDelete.slice(10) || 'NO ACTION'],
    ]);
    expect(one.rows('SELECT * FROM orders')).toEqual([
      [1, 'EURUSD'],
      [2, 'GBPUSD'],
    ]);
  });

  test('a rebuild that loses a parent row fails, names the child, and keeps everything', async () => {
    const one = engine(
      { '001_a.sql': REBUILD.replace('FROM orders;', 'FROM orders WHERE id <> 2;') },
      { sql: family('ON DELETE CASCADE'), journalMode },
    );
    const before = [trades(one), one.schema()];
    const { error } = await run(one);
    expect(error).toMatchObject({ code: 'FOREIGN_KEY_VIOLATION', file: expect.stringContaining('001_a.sql') });
    expect(error?.message).toContain('trades (order_id = 2) has no row in orders');
    expect([trades(one), one.schema()]).toEqual(before);
  });
});

describe('violations', () => {
  const OLD = `${family('')} PRAGMA foreign_keys = OFF; INSERT INTO trades VALUES (99, 777, 1);`;

  test('that were there before do not fail a migration of the same tables', async () => {
    const one = engine({ '001_a.sql': REBUILD }, { sql: OLD });
    expect((await run(one)).error).toBeNull();
    expect(trades(one)).toHaveLength(4);
  });

  test.each([
    'ALTER TABLE orders RENAME TO placed;',
    'ALTER TABLE trades RENAME TO deals;',
    'ALTER TABLE trades RENAME COLUMN order_id TO placed_id;',
    'ALTER TABLE orders RENAME TO placed; ALTER TABLE trades RENAME COLUMN order_id TO "an id"; ALTER TABLE trades RENAME TO deals;',
  ])('that were there before do not fail a migration that renames: %s', async (sql) => {
    const one = engine({ '001_a.sql': sql }, { sql: OLD });
    expect((await run(one)).error).toBeNull();
  });

  test('that come on top of old ones fail where tables are renamed, too', async () => {
    const one = engine({ '001_a.sql': 'ALTER TABLE orders RENAME TO placed; INSERT INTO trades VALUES (100, 888, 1);' }, { sql: OLD });
    expect((await run(one)).error?.message).toContain('a foreign key: trades (order_id = 888) has no row in placed');
  });

  test('that come on top of old ones fail, and only they are told', async () => {
    const one = engine({ '001_a.sql': 'INSERT INTO trades VALUES (100, 888, 1);' }, { sql: OLD });
    const { error } = await run(one);
    expect(error?.code).toBe('FOREIGN_KEY_VIOLATION');
    expect(error?.message).toContain('order_id = 888');
    expect(error?.message).not.toContain('777');
  });

  test('are found when a second one has the very key of an old one', async () => {
    const one = engine({ '001_a.sql': 'INSERT INTO trades VALUES (100, 777, 1);' }, { sql: OLD });
    expect((await run(one)).error?.code).toBe('FOREIGN_KEY_VIOLATION');
  });

  test('that are made and mended in one migration are none', async () => {
    const script = "INSERT INTO trades VALUES (100, 3, 1); INSERT INTO orders VALUES (3, 'USDJPY', NULL);";
    expect((await engine({ '001_a.sql': script }, { sql: family('') }).up()).error).toBeNull();
  });

  test('that a trigger makes in a table which is not mentioned', async () => {
    const trigger = 'CREATE TRIGGER spread AFTER INSERT ON notes BEGIN INSERT INTO trades VALUES (NULL, 555, 1); END;';
    const sql = `${family('')} CREATE TABLE notes (t); ${trigger}`;
    const { error } = await run(engine({ '001_a.sql': 'INSERT INTO notes VALUES (1);' }, { sql }));
    expect(error).toMatchObject({ code: 'FOREIGN_KEY_VIOLATION', message: expect.stringContaining('order_id = 555') });
  });

  test('of a key over several columns, and of a child without rowid', async () => {
    const sql = `CREATE TABLE p (a, b, PRIMARY KEY (a, b));
      CREATE TABLE c (id TEXT PRIMARY KEY, x, y, FOREIGN KEY (x, y) REFERENCES p (a, b)) WITHOUT ROWID; INSERT INTO p VALUES (1, 'one');`;
    const good = await run(engine({ '001_a.sql': "INSERT INTO c VALUES ('k', 1, 'one');" }, { sql }));
    expect(good.error).toBeNull();
    const bad = await run(engine({ '001_a.sql': "INSERT INTO c VALUES ('k', 1, 'two');" }, { sql }));
    expect(bad.error).toMatchObject({ code: 'FOREIGN_KEY_VIOLATION', message: expect.stringMatching(/c \(.*x, y.*\) has no row in p/) });
  });

  test('are shown by verify as a warning, and are no failure', () => {
    const one = engine({}, { sql: OLD });
    const { problems } = one.verify();
    expect(problems).toMatchObject([
      { code: 'FOREIGN_KEY_VIOLATION', severity: 'warning', message: expect.stringContaining('order_id = 777') },
    ]);
  });
});

describe('Foreign-Keys: ON', () => {
  const DELETE = 'DELETE FROM orders WHERE id = 1;';
  const ON = '-- Foreign-Keys: ON\n';

  test.each(['ON DELETE CASCADE', 'ON DELETE SET NULL', 'ON DELETE SET DEFAULT'])(
    'without it a DELETE on a parent with %s is refused',
    async (action) => {
      const one = engine({ '001_a.sql': `\n  ${DELETE}` }, { sql: family(action) });
      const before = [one.rows('SELECT * FROM orders'), trades(one)];
      const { error } = await run(one);
      expect(error).toMatchObject({ code: 'CASCADE_DELETE', line: 2, column: 3, hint: expect.stringContaining('-- Foreign-Keys: ON') });
      expect([one.rows('SELECT * FROM orders'), trades(one)]).toEqual(before);
    },
  );

  test('with it the children go, too', async () => {
    const one = engine({ '001_a.sql': ON + DELETE }, { sql: family('ON DELETE CASCADE') });
    expect((await run(one)).error).toBeNull();
    expect(trades(one)).toEqual([[12, 2, 0.3]]);
  });

  test('with it SQLite refuses what breaks a key, at its statement', async () => {
    const one = engine({ '001_a.sql': `${ON}\n${DELETE}` }, { sql: family('') });
    expect((await run(one)).error).toMatchObject({
      code: 'SQL_FAILED',
      line: 3,
      message: expect.stringContaining('FOREIGN KEY constraint failed'),
    });
  });

  test('a DELETE on a parent without an action is judged by what it leaves', async () => {
    expect((await run(engine({ '001_a.sql': DELETE }, { sql: family('') }))).error).toMatchObject({ code: 'FOREIGN_KEY_VIOLATION' });
    const script = `DELETE FROM trades WHERE order_id = 1; ${DELETE}`;
    expect((await run(engine({ '001_a.sql': script }, { sql: family('') }))).error).toBeNull();
  });

  test.each(['ON DELETE CASCADE', 'ON DELETE SET NULL'])('without it a DELETE of a parent without children runs (%s)', async (action) => {
    const script = `DELETE FROM trades WHERE order_id = 1; ${DELETE}`;
    const one = engine({ '001_a.sql': script }, { sql: family(action) });
    expect((await run(one)).error).toBeNull();
    expect([one.rows('SELECT id FROM orders'), trades(one)]).toEqual([[[2]], [[12, 2, 0.3]]]);
    const bare = engine({ '001_a.sql': `-- Transaction: NO\n${DELETE}` }, { sql: family(action) });
    expect((await run(bare)).error).toMatchObject({ code: 'CASCADE_DELETE' });
    expect(bare.rows('SELECT id FROM orders')).toEqual([[1], [2]]);
  });

  test('a parent that the same script made is known, too', async () => {
    const script = `${family('ON DELETE CASCADE')}\n${DELETE}`;
    expect((await run(engine({ '001_a.sql': script }))).error).toMatchObject({ code: 'CASCADE_DELETE' });
  });

  test('the setting of one migration is not that of the next', async () => {
    const one = engine({ '001_a.sql': `${ON}CREATE TABLE t (id);`, '002_b.sql': REBUILD }, { sql: family('ON DELETE CASCADE') });
    expect((await run(one)).error).toBeNull();
    expect(trades(one)).toHaveLength(3);
  });
});
