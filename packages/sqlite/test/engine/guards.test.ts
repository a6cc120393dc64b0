import { JOURNAL_MODES } from '@zepix/testkit';
import { describe, expect, test } from 'vitest';
import { engine, steps } from './engine.js';

const SQL = 'CREATE TABLE orders (id INTEGER PRIMARY KEY, lots REAL); INSERT INTO orders VALUES (1, 0.1), (2, -0.5);';

describe.each(JOURNAL_MODES)('guards, in %s mode', (journalMode) => {
  test.each(['ABORT', 'FAIL', 'ROLLBACK'])('RAISE(%s) stops the migration and undoes what came before it', async (kind) => {
    const script = `ALTER TABLE orders ADD COLUMN more TEXT;
INSERT INTO orders VALUES (3, 1, 'x');
  SELECT CASE WHEN EXISTS (SELECT 1 FROM orders WHERE lots < 0) THEN RAISE(${kind}, 'negative lots') END;
INSERT INTO orders VALUES (4, 1, 'x');`;
    const one = engine({ '001_a.sql': script }, { sql: SQL, journalMode });
    const before = [one.schema(), one.rows('SELECT * FROM orders')];
    const report = await one.up();
    expect(report.error).toMatchObject({ code: 'GUARD_FAILED', message: expect.stringContaining('negative lots'), line: 3, column: 3 });
    expect(report.error?.statement).toContain(`RAISE(${kind}, 'negative lots')`);
    expect(report.error?.dataState).toContain('Nothing of 001 was kept');
    expect([one.schema(), one.rows('SELECT * FROM orders')]).toEqual(before);
    expect(report.state).toBe('failed');
  });

  test('RAISE(IGNORE) lets it pass, and a guard whose condition does not hold does, too', async () => {
    const script = `SELECT CASE WHEN 1 THEN RAISE(IGNORE) END;
SELECT CASE WHEN (SELECT count(*) FROM orders) > 5 THEN RAISE(ABORT, 'too many') END;
CREATE TABLE t (id);`;
    expect(steps(await engine({ '001_a.sql': script }, { sql: SQL, journalMode }).up())).toEqual(['up 001 applied']);
  });

  test('every row of a guard is looked at, not only the first', async () => {
    const script = "SELECT CASE WHEN lots < 0 THEN RAISE(ABORT, 'row ' || id) END FROM orders ORDER BY id;";
    expect((await engine({ '001_a.sql': script }, { sql: SQL, journalMode }).up()).error).toMatchObject({
      code: 'GUARD_FAILED',
      message: expect.stringContaining('row 2'),
    });
  });

  test('a guard inside an INSERT guards, too', async () => {
    const script = "INSERT INTO orders SELECT 9, CASE WHEN 1 THEN RAISE(ABORT, 'not now') END;";
    const one = engine({ '001_a.sql': script }, { sql: SQL, journalMode });
    expect((await one.up()).error).toMatchObject({ code: 'GUARD_FAILED' });
    expect(one.rows('SELECT count(*) FROM orders')).toEqual([[2]]);
  });

  test("a guard in front of the script's own BEGIN, and in a rollback", async () => {
    const rollback = "SELECT CASE WHEN EXISTS (SELECT 1 FROM t) THEN RAISE(ABORT, 't has rows') END;\nBEGIN;\nDROP TABLE t;\nCOMMIT;";
    const one = engine({ '001_a.sql': 'CREATE TABLE t (id);', 'rollback/001_rollback_a.sql': rollback }, { journalMode });
    await one.up();
    one.sql('INSERT INTO t VALUES (1)');
    const refused = await one.down();
    expect(refused.error).toMatchObject({ code: 'GUARD_FAILED', line: 1 });
    expect(steps(refused)).toEqual(['down 001 failed']);
    expect(one.applied()).toEqual(['001']);
    expect(one.rows("SELECT version FROM schema_migrations_history WHERE event = 'failed'")).toEqual([['001']]);
    expect(one.status()).toMatchObject({ state: 'up-to-date', version: '001' });
    one.sql('DELETE FROM t');
    expect((await one.down()).error).toBeNull();
  });

  test("a trigger's own RAISE stays SQLite's", async () => {
    const script = `CREATE TRIGGER no_negative BEFORE INSERT ON orders BEGIN
  SELECT CASE WHEN NEW.lots < 0 THEN RAISE(ABORT, 'negative lots') END;
END;`;
    const one = engine({ '001_a.sql': script, '002_b.sql': '\nINSERT INTO orders VALUES (7, -1);' }, { sql: SQL, journalMode });
    const report = await one.up();
    expect(steps(report)).toEqual(['up 001 applied', 'up 002 failed']);
    expect(report.error).toMatchObject({ code: 'SQL_FAILED', message: 'negative lots.', line: 2 });
    expect(() => one.sql('INSERT INTO orders VALUES (8, -1)')).toThrow('negative lots');
  });
});

describe('asserts', () => {
  test.each([
    ['SELECT 1', true],
    ['SELECT count(*) = 2 FROM orders', true],
    ['SELECT 0.5', true],
    ['SELECT -1', true],
    ["SELECT '1'", true],
    ['SELECT 9223372036854775807', true],
    ['SELECT 0', false],
    ['SELECT 0.0', false],
    ['SELECT NULL', false],
    ["SELECT 'x'", false],
    ["SELECT '-1'", true],
    ['SELECT 1 WHERE 0', false],
    ['SELECT NOT EXISTS (SELECT 1 FROM orders WHERE lots < 0)', false],
  ])('%s', async (query, holds) => {
    const one = engine({ '001_a.sql': `CREATE TABLE t (id);\n-- assert: the lots are fine\n${query};` }, { sql: SQL });
    const { error, state } = await one.up();
    if (holds) expect([error, state]).toEqual([null, 'up-to-date']);
    else {
      expect(error).toMatchObject({ code: 'ASSERT_FAILED', message: expect.stringContaining('the lots are fine'), line: 3, column: 1 });
      expect(one.schema().map(({ name }) => name)).toEqual(['orders']);
    }
  });

  test('what it gave is told', async () => {
    const one = engine({ '001_a.sql': '-- assert: two orders\nSELECT count(*) - 2 FROM orders;' }, { sql: SQL });
    expect((await one.up()).error?.message).toContain('it gave 0');
  });

  test.each([
    ['-- assert: x\nCREATE TABLE t (id);', 2],
    ['CREATE TABLE t (id);\n-- assert: x\n', 2],
  ])('%j stands above no SELECT', async (script, line) => {
    const one = engine({ '001_a.sql': script }, { sql: SQL });
    const { error } = await one.up();
    expect(error).toMatchObject({ code: 'ASSERT_MISPLACED' });
    expect(Math.abs((error?.line ?? 0) - line)).toBeLessThanOrEqual(1);
    expect(one.rows("SELECT count(*) FROM sqlite_schema WHERE name LIKE 'schema_migrations%'")).toEqual([[0]]);
  });
});
