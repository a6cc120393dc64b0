import { describe, expect, test } from 'vitest';
import { inDatabase } from '@zepix/testkit';
import { engine, engines, steps } from './engine.js';
import type { Engine } from './engine.js';

const TABLES = `CREATE TABLE full (id INTEGER PRIMARY KEY, note TEXT, old TEXT); INSERT INTO full VALUES (1, 'a', 'b');
  CREATE TABLE empty (id INTEGER PRIMARY KEY, note TEXT, old TEXT);`;

const withScript = (sql: string): Engine => engine({ '001_a.sql': sql }, { sql: TABLES });
const dump = (one: Engine): unknown => [one.schema(), one.rows('SELECT * FROM full')];

describe('on a table with rows a yes is needed, on an empty one not', () => {
  test.each([
    ['DROP TABLE "full";', 'Drops table'],
    ['ALTER TABLE full DROP COLUMN old;', 'Drops a column'],
    ['DELETE FROM full WHERE id = 99;', 'Deletes rows'],
    ["UPDATE full SET note = 'x';", 'Overwrites values'],
    ["REPLACE INTO full (id, note) VALUES (2, 'x');", 'May replace rows'],
    ["INSERT OR REPLACE INTO full (id, note) VALUES (2, 'x');", 'May replace rows'],
    ["INSERT INTO full (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET note = 'x';", 'Overwrites values'],
  ])('%s', async (sql, says) => {
    const one = withScript(sql);
    const before = dump(one);
    const { planned } = await one.plan();
    expect(planned[0]?.confirmations).toMatchObject([
      { reason: expect.stringContaining(says), place: expect.stringMatching(/001_a\.sql:1:1$/) },
    ]);
    const refused = await one.up();
    expect(refused.error).toMatchObject({ code: 'CONFIRMATION_REQUIRED', message: expect.stringContaining(says) });
    expect(steps(refused)).toEqual(['up 001 not-run']);
    expect(dump(one)).toEqual(before);
    expect((await one.up({ approval: 'all' })).error).toBeNull();
    expect(one.applied()).toEqual(['001']);

    const onEmpty = withScript(sql.replaceAll(/"?full"?/g, 'empty'));
    expect((await onEmpty.up()).error).toBeNull();
  });

  test.each([
    'CREATE TABLE more (id);',
    "INSERT INTO full VALUES (2, 'x', 'y');",
    'ALTER TABLE full ADD COLUMN new TEXT;',
    'CREATE INDEX i ON full (note);',
    'ALTER TABLE full RENAME TO fuller;',
  ])('%s destroys nothing', async (sql) => {
    expect((await withScript(sql).up()).error).toBeNull();
  });

  test('a statement that is not understood needs a yes when any table has rows', async () => {
    const sql = 'DROP MATERIALIZED VIEW full;';
    expect((await withScript(sql).up()).error).toMatchObject({ code: 'CONFIRMATION_REQUIRED' });
    expect((await engine({ '001_a.sql': sql }, { sql: 'CREATE TABLE empty (id);' }).up()).error).toMatchObject({ code: 'SQL_FAILED' });
  });

  test('a table that the same run creates has no rows yet', async () => {
    const one = engine({ '001_a.sql': 'CREATE TABLE t (id);', '002_b.sql': 'INSERT INTO t VALUES (1);', '003_c.sql': 'DELETE FROM t;' });
    expect((await one.up()).error).toBeNull();
  });
});

describe('going back', () => {
  const LADDER = { '001_a.sql': 'CREATE TABLE t (id);', 'rollback/001_rollback_a.sql': 'DROP TABLE t;' };

  test('always needs a yes, rows or none', async () => {
    const one = engine(LADDER);
    await one.up();
    const refused = await one.down({ approval: 'none' });
    expect(refused.error).toMatchObject({ code: 'CONFIRMATION_REQUIRED', message: expect.stringContaining('Taking back 001_a') });
    expect(one.applied()).toEqual(['001']);
    expect((await one.down()).error).toBeNull();
  });
});

describe('a yes to one plan', () => {
  const SCRIPTS = { '001_a.sql': "UPDATE full SET note = 'x';" };

  test('runs exactly that plan', async () => {
    const one = engine(SCRIPTS, { sql: TABLES });
    const { planHash } = await one.migrator.plan();
    expect(planHash).toMatch(/^[0-9a-f]{64}$/);
    expect((await one.up({ approval: { planHash: planHash ?? '' } })).error).toBeNull();
    expect(one.rows('SELECT note FROM full')).toEqual([['x']]);
  });

  test.each<[string, (one: Engine) => unknown]>([
    ['the script was edited', (one) => one.write({ '001_a.sql': "UPDATE full SET note = 'y';" })],
    ['a migration was added', (one) => one.write({ '002_b.sql': 'CREATE TABLE b (id);' })],
    ['somebody else migrated meanwhile', (one) => one.up({ approval: 'all', to: '001' })],
  ])('is no yes when %s', async (_, change) => {
    const one = engine({ ...SCRIPTS, '003_c.sql': 'CREATE TABLE c (id);' }, { sql: TABLES });
    const { planHash } = await one.migrator.plan({ allowOutOfOrder: true });
    await change(one);
    const before = [dump(one), one.rows('SELECT name FROM sqlite_schema')];
    const report = await one.up({ approval: { planHash: planHash ?? '' }, allowOutOfOrder: true });
    expect(report.error).toMatchObject({ code: 'PLAN_CHANGED', dataState: 'Nothing was changed.' });
    expect([dump(one), one.rows('SELECT name FROM sqlite_schema')]).toEqual(before);
  });

  test('is a yes to all its databases, and to none when one of them changed', async () => {
    const { migrator, folder } = engines({ a: { migrations: SCRIPTS, sql: TABLES }, b: { migrations: SCRIPTS, sql: TABLES } });
    const { planHash } = await migrator.plan();
    await migrator.up({ filter: ['b'], approval: 'all' });
    const stale = await migrator.up({ approval: { planHash: planHash ?? '' } });
    expect(stale.databases[0]?.error).toMatchObject({ code: 'PLAN_CHANGED' });
    expect(inDatabase(folder.file('a.db'), (db) => db.prepare('SELECT note FROM full').pluck().get())).toBe('a');
  });
});

test('when one of several databases needs a yes, none is changed', async () => {
  const { migrator, folder } = engines({
    harmless: { migrations: { '001_a.sql': 'CREATE TABLE t (id);' }, sql: TABLES },
    destructive: { migrations: { '001_a.sql': 'DROP TABLE full;' }, sql: TABLES },
  });
  const { databases } = await migrator.up();
  expect(databases.map(({ error }) => error?.code ?? null)).toEqual([null, 'CONFIRMATION_REQUIRED']);
  expect(inDatabase(folder.file('harmless.db'), (db) => db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 't'").get())).toBeUndefined();
});
