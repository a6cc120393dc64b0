import { JOURNAL_MODES } from '@zepix/testkit';
import { describe, expect, test } from 'vitest';
import { engine, steps } from './engine.js';
import type { Engine } from './engine.js';

const NO = '-- Transaction: NO\n';
const T = 'CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER NOT NULL);';
const ledger = (one: Engine): unknown[] => one.rows('SELECT version, state FROM schema_migrations');

describe.each(JOURNAL_MODES)('Transaction: NO, in %s mode', (journalMode) => {
  test('VACUUM', async () => {
    const one = engine(
      { '001_a.sql': T, '002_b.sql': `${NO}INSERT INTO t VALUES (1, 1);\nVACUUM;\nINSERT INTO t VALUES (2, 2);` },
      { journalMode },
    );
    const report = await one.up();
    expect(report).toMatchObject({ error: null, state: 'up-to-date', problems: [] });
    expect(one.rows('SELECT id FROM t')).toEqual([[1], [2]]);
    expect(one.verify()).toMatchObject({ state: 'up-to-date', problems: [] });
  });

  test("the script's own BEGIN … COMMIT", async () => {
    const one = engine(
      { '001_a.sql': `${NO}${T}\nBEGIN;\nINSERT INTO t VALUES (1, 1);\nCOMMIT;\nBEGIN IMMEDIATE;\nINSERT INTO t VALUES (2, 2);\nEND;` },
      { journalMode },
    );
    expect((await one.up()).error).toBeNull();
    expect(one.rows('SELECT id FROM t')).toEqual([[1], [2]]);
    expect(ledger(one)).toEqual([['001', 'applied']]);
  });

  test('goes on behind the last statement that is done', async () => {
    const script = (third: string): string => `${NO}${T}\nINSERT INTO t VALUES (1, 1);\n${third}\nINSERT INTO t VALUES (9, 9);`;
    const one = engine({ '001_a.sql': script('INSERT INTO t VALUES (2, NULL);') }, { journalMode });
    const failed = await one.up();
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'SQL_FAILED', line: 4 } });
    expect(failed.error?.dataState).toContain('runs without a transaction');
    expect(ledger(one)).toEqual([['001', 'running']]);
    expect(one.rows('SELECT id FROM t')).toEqual([[1]]);
    const codes = one.status().problems.map(({ code, message }) => [code, message.includes('after statement 2 of 4')]);
    expect(codes).toContainEqual(['INTERRUPTED_MIGRATION', true]);
    expect(one.status()).toMatchObject({ state: 'failed', version: null, pending: [{ version: '001' }] });

    one.write({ '001_a.sql': script('INSERT INTO t VALUES (2, 2);') });
    expect(await one.up()).toMatchObject({ error: null, state: 'up-to-date', version: '001', problems: [] });
    expect(one.rows('SELECT id FROM t')).toEqual([[1], [2], [9]]);
    expect(ledger(one)).toEqual([['001', 'applied']]);
    expect(one.verify().problems).toEqual([]);
  });

  test('does not go on where what is done was edited since', async () => {
    const one = engine({ '001_a.sql': `${NO}${T}\nINSERT INTO t VALUES (1, 1);\nINSERT INTO t VALUES (2, NULL);` }, { journalMode });
    await one.up();
    one.write({ '001_a.sql': `${NO}${T}\nINSERT INTO t VALUES (1, 5);\nINSERT INTO t VALUES (2, 2);` });
    const report = await one.up();
    expect(report.error).toMatchObject({ code: 'INTERRUPTED_MIGRATION', message: expect.stringContaining('first 2 statements') });
    expect(one.rows('SELECT * FROM t')).toEqual([[1, 1]]);
    expect(ledger(one)).toEqual([['001', 'running']]);
  });

  test('comments in front of what is done may be edited', async () => {
    const one = engine({ '001_a.sql': `${NO}${T}\nINSERT INTO t VALUES (2, NULL);` }, { journalMode });
    await one.up();
    one.write({ '001_a.sql': `${NO}-- why\n${T}\n-- mended\nINSERT INTO t VALUES (2, 2);` });
    expect((await one.up()).error).toBeNull();
  });

  test('a transaction that is left open is undone and told', async () => {
    const one = engine({ '001_a.sql': `${NO}${T}\nBEGIN;\nINSERT INTO t VALUES (1, 1);` }, { journalMode });
    expect((await one.up()).error).toMatchObject({ code: 'TRANSACTION_LEFT_OPEN' });
    expect(one.rows('SELECT * FROM t')).toEqual([]);
    expect(one.status().state).toBe('failed');
    one.write({ '001_a.sql': `${NO}${T}\nBEGIN;\nINSERT INTO t VALUES (1, 1);\nCOMMIT;` });
    expect((await one.up()).error).toBeNull();
    expect(one.rows('SELECT * FROM t')).toEqual([[1, 1]]);
  });

  test('a statement that fails inside its own transaction: all of that transaction is done again', async () => {
    const script = (second: string): string => `${NO}${T}\nBEGIN;\nINSERT INTO t VALUES (1, 1);\n${second}\nCOMMIT;`;
    const one = engine({ '001_a.sql': script('INSERT INTO t VALUES (2, NULL);') }, { journalMode });
    expect((await one.up()).error).toMatchObject({ code: 'SQL_FAILED', line: 5 });
    expect(one.rows('SELECT * FROM t')).toEqual([]);
    one.write({ '001_a.sql': script('INSERT INTO t VALUES (2, 2);') });
    expect((await one.up()).error).toBeNull();
    expect(one.rows('SELECT id FROM t')).toEqual([[1], [2]]);
  });
});

describe('half-way', () => {
  const SCRIPT = `${NO}${T}\nINSERT INTO t VALUES (1, NULL);`;

  test('up can not be taken back before it is whole', async () => {
    const one = engine({ '001_a.sql': SCRIPT, 'rollback/001_rollback_a.sql': 'DROP TABLE t;' });
    await one.up();
    expect((await one.down()).error).toMatchObject({ code: 'INTERRUPTED_MIGRATION', hint: expect.stringContaining('Run "up" first') });
  });

  test('the migrations behind it are not run', async () => {
    const one = engine({ '001_a.sql': SCRIPT, '002_b.sql': 'CREATE TABLE b (id);' });
    expect(steps(await one.up())).toEqual(['up 001 failed', 'up 002 not-run']);
    expect(steps(await one.up())).toEqual(['up 001 failed', 'up 002 not-run']);
  });

  test('a rollback goes on where it stopped, too', async () => {
    const down = (second: string): string => `${NO}DELETE FROM t WHERE id = 1;\n${second}\nDROP TABLE t;`;
    const one = engine({
      '001_a.sql': `${T}\nINSERT INTO t VALUES (1, 1);`,
      'rollback/001_rollback_a.sql': down('SELECT * FROM nothing;'),
    });
    await one.up();
    expect((await one.down()).error).toMatchObject({ code: 'SQL_FAILED', line: 3 });
    expect(one.rows('SELECT * FROM t')).toEqual([]);
    expect(one.status()).toMatchObject({ state: 'failed', pending: [] });
    one.write({ 'rollback/001_rollback_a.sql': down('VACUUM;') });
    const report = await one.down({ rollbackFrom: 'file' });
    expect(report.error).toBeNull();
    expect([one.applied(), one.schema()]).toEqual([[], []]);
    expect(one.status()).toMatchObject({ state: 'pending', problems: [] });
  });
});

test('foreign keys are off here, too, so that a rebuild keeps the children', async () => {
  const family = `CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p REFERENCES p (id) ON DELETE CASCADE);
    INSERT INTO p VALUES (1); INSERT INTO c VALUES (1);`;
  const rebuild = `${NO}BEGIN; CREATE TABLE q (id INTEGER PRIMARY KEY); INSERT INTO q SELECT * FROM p; DROP TABLE p; ALTER TABLE q RENAME TO p; COMMIT;`;
  const one = engine({ '001_a.sql': rebuild }, { sql: family });
  expect((await one.up({ approval: 'all' })).error).toBeNull();
  expect(one.rows('SELECT * FROM c')).toEqual([[1]]);
});
