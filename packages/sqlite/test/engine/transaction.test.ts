import { JOURNAL_MODES } from '@zepix/testkit';
import { describe, expect, test } from 'vitest';
import { engine, steps } from './engine.js';

describe.each(JOURNAL_MODES)('one migration is one transaction, in %s mode', (journalMode) => {
  const THIRD = `CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER NOT NULL);
INSERT INTO t VALUES (1, 1);

  INSERT INTO t VALUES (2, NULL);
INSERT INTO t VALUES (3, 3);`;

  test('a third statement that fails undoes the first two, and is told with its place', async () => {
    const one = engine({ '001_ok.sql': 'CREATE TABLE ok (id);', '002_a.sql': THIRD, '003_c.sql': 'CREATE TABLE c (id);' }, { journalMode });
    const report = await one.up();
    expect(steps(report)).toEqual(['up 001 applied', 'up 002 failed', 'up 003 not-run']);
    expect(report.error).toMatchObject({
      code: 'SQL_FAILED',
      message: expect.stringContaining('NOT NULL constraint failed: t.n'),
      file: expect.stringMatching(/002_a\.sql$/),
      line: 4,
      column: 3,
      statement: 'INSERT INTO t VALUES (2, NULL)',
      cause: expect.stringContaining('SQLITE_CONSTRAINT_NOTNULL'),
    });
    expect(report.error?.dataState).toContain('Nothing of 002 was kept');
    expect(report.error?.dataState).toContain('is at 001');
    expect(one.schema().map(({ name }) => name)).toEqual(['ok']);
    expect(one.applied()).toEqual(['001']);
  });

  test('the failure is one line of history, and goes when the migration succeeds', async () => {
    const one = engine({ '001_a.sql': THIRD }, { journalMode });
    await one.up();
    expect(one.rows("SELECT event, version FROM schema_migrations_history WHERE event <> 'ledger-created'")).toEqual([['failed', '001']]);
    expect(one.status()).toMatchObject({
      state: 'failed',
      problems: [{ code: 'LAST_RUN_FAILED', message: expect.stringContaining('NOT NULL') }],
    });
    one.write({ '001_a.sql': THIRD.replace('(2, NULL)', '(2, 2)') });
    expect(await one.up()).toMatchObject({ error: null, state: 'up-to-date', problems: [] });
    expect(one.verify()).toMatchObject({ state: 'up-to-date', problems: [] });
  });

  test('a failure that was mended stays mended, also when the migration is taken back', async () => {
    const one = engine({ '001_a.sql': THIRD, 'rollback/001_rollback_a.sql': 'DROP TABLE t;' }, { journalMode });
    await one.up();
    await one.up();
    expect(one.status().problems.map(({ code }) => code)).toEqual(['LAST_RUN_FAILED']);
    one.write({ '001_a.sql': THIRD.replace('(2, NULL)', '(2, 2)') });
    await one.up();
    await one.down();
    expect(one.status()).toMatchObject({ state: 'pending', version: null, problems: [] });
  });

  test('a trigger with CASE … END and semicolons inside is one statement', async () => {
    const script = `CREATE TABLE t (id INTEGER PRIMARY KEY, kind TEXT); CREATE TABLE log (what TEXT);
CREATE TRIGGER tr AFTER INSERT ON t BEGIN
  INSERT INTO log VALUES (CASE NEW.kind WHEN 'a;b' THEN 'END;' ELSE CASE WHEN 1 THEN 'other' END END);
  UPDATE t SET kind = 'seen' WHERE id = NEW.id; -- END;
END;
INSERT INTO t VALUES (1, 'a;b'), (2, 'c');`;
    const one = engine({ '001_a.sql': script }, { journalMode });
    expect((await one.up()).error).toBeNull();
    expect(one.rows('SELECT what FROM log')).toEqual([['END;'], ['other']]);
    expect(one.rows('SELECT kind FROM t')).toEqual([['seen'], ['seen']]);
  });

  test('the journal mode is left as it was found', async () => {
    const one = engine({ '001_a.sql': 'CREATE TABLE t (id);' }, { journalMode });
    await one.up();
    expect(one.rows('PRAGMA journal_mode')).toEqual([[journalMode]]);
  });
});

describe('a single transaction for the whole run', () => {
  const GOOD = { '001_a.sql': 'CREATE TABLE a (id);', '002_b.sql': 'CREATE TABLE b (id);', '003_c.sql': 'CREATE TABLE c (id);' };

  test.each(JOURNAL_MODES)('all, in %s mode', async (journalMode) => {
    const one = engine(GOOD, { journalMode });
    const report = await one.up({ singleTransaction: true });
    expect(steps(report)).toEqual(['up 001 applied', 'up 002 applied', 'up 003 applied']);
    expect(one.applied()).toEqual(['001', '002', '003']);
    expect(one.verify()).toMatchObject({ state: 'up-to-date', problems: [] });
  });

  test.each(JOURNAL_MODES)('or none, in %s mode', async (journalMode) => {
    const one = engine({ ...GOOD, '003_c.sql': 'CREATE TABLE a (id);' }, { journalMode });
    const report = await one.up({ singleTransaction: true });
    expect(steps(report)).toEqual(['up 001 not-run', 'up 002 not-run', 'up 003 failed']);
    expect(report.error).toMatchObject({ code: 'SQL_FAILED', file: expect.stringContaining('003_c.sql') });
    expect([one.schema(), one.applied()]).toEqual([[], []]);
    expect(one.status()).toMatchObject({ state: 'failed', version: null });
  });

  test('is refused where one of them runs without a transaction', async () => {
    const one = engine({ ...GOOD, '003_c.sql': '-- Transaction: NO\nVACUUM;' });
    expect((await one.up({ singleTransaction: true })).error).toMatchObject({ code: 'SINGLE_TRANSACTION_IMPOSSIBLE' });
    expect((await one.up({ singleTransaction: true, to: '002' })).error).toBeNull();
  });

  test('goes back in one, too', async () => {
    const one = engine({ ...GOOD, 'rollback/003_rollback_c.sql': 'DROP TABLE c;', 'rollback/002_rollback_b.sql': 'DROP TABLE nothing;' });
    await one.up();
    const report = await one.down({ to: '001', singleTransaction: true });
    expect(steps(report)).toEqual(['down 003 not-run', 'down 002 failed']);
    expect(one.applied()).toEqual(['001', '002', '003']);
    expect(one.schema().map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  });
});

describe('refused before anything runs, with its place', () => {
  test.each([
    ['CREATE TABLE t (id);\n VACUUM;', 2, 2],
    ["ATTACH 'x.db' AS x;", 1, 1],
    ['BEGIN; CREATE TABLE t (id); COMMIT; CREATE TABLE u (id);', 1, 37],
    ['BEGIN; CREATE TABLE t (id);', 1, 1],
    ['CREATE TABLE t (id); COMMIT;', 1, 22],
    ['SAVEPOINT x; CREATE TABLE t (id);', 1, 1],
    ['CREATE TABLE t (id); ROLLBACK;', 1, 22],
    ['PRAGMA journal_mode = WAL;', 1, 1],
  ])('%j', async (script, line, column) => {
    const one = engine({ '001_ok.sql': 'CREATE TABLE ok (id);', '002_a.sql': script });
    const { error } = await one.up();
    expect(error).toMatchObject({ code: 'STATEMENT_REFUSED', file: expect.stringContaining('002_a.sql'), line, column });
    expect(one.status().state).toBe('missing');
  });

  test('a script that never ends', async () => {
    const one = engine({ '001_a.sql': "CREATE TABLE t (id);\nINSERT INTO t VALUES ('open);" });
    expect((await one.up()).error).toMatchObject({ code: 'SCRIPT_INCOMPLETE', line: 2 });
  });
});

describe('hints of a script hold for it alone', () => {
  const VIEWED = 'CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE VIEW v AS SELECT id FROM p;';
  const rename = 'ALTER TABLE p RENAME TO q;';

  test('legacy_alter_table is put back behind the migration that set it', async () => {
    const one = engine({ '001_a.sql': `PRAGMA legacy_alter_table = ON;\nCREATE TABLE t (id);`, '002_b.sql': rename }, { sql: VIEWED });
    expect((await one.up()).error).toBeNull();
    expect(one.rows("SELECT sql FROM sqlite_schema WHERE name = 'v'")).toEqual([[expect.stringContaining('"q"')]]);
  });

  test('and does work in it', async () => {
    const one = engine({ '001_a.sql': `PRAGMA legacy_alter_table = ON;\n${rename}` }, { sql: VIEWED });
    expect((await one.up()).error).toBeNull();
    expect(one.rows("SELECT sql FROM sqlite_schema WHERE name = 'v'")).toEqual([['CREATE VIEW v AS SELECT id FROM p']]);
  });

  test('it is put back when the migration fails, too', async () => {
    const one = engine({ '001_a.sql': 'PRAGMA legacy_alter_table = ON;\nSELECT * FROM nothing;' }, { sql: VIEWED });
    await one.up();
    one.write({ '001_a.sql': rename });
    expect((await one.up()).error).toBeNull();
    expect(one.rows("SELECT sql FROM sqlite_schema WHERE name = 'v'")).toEqual([[expect.stringContaining('"q"')]]);
  });
});

describe('asked to stop', () => {
  test('between two statements: what is open is undone', async () => {
    const one = engine({ '001_a.sql': 'CREATE TABLE a (id);', '002_b.sql': 'CREATE TABLE b (id); CREATE TABLE c (id);' });
    let asked = 0;
    const report = await one.up({ stopRequested: () => (asked += 1) > 4 });
    expect(report.error).toMatchObject({ code: 'INTERRUPTED' });
    expect(one.schema().map(({ name }) => name)).toEqual(['a']);
    expect(one.status()).toMatchObject({ state: 'pending', version: '001' });
    expect((await one.up()).state).toBe('up-to-date');
  });

  test('before the run began: nothing is begun', async () => {
    const one = engine({ '001_a.sql': 'CREATE TABLE a (id);' });
    const report = await one.up({ signal: AbortSignal.abort() });
    expect(report.error).toMatchObject({ code: 'INTERRUPTED' });
    expect(steps(report)).toEqual(['up 001 not-run']);
  });
});
