import { chainHash } from '@zepix/migrations-core';
import type { HistoryEvent } from '@zepix/migrations-core';
import { describe, expect, test } from 'vitest';
import { engine } from '../engine/engine.js';
import type { Engine } from '../engine/engine.js';

const FILES = {
  '001_a.sql': 'CREATE TABLE a (id);',
  '002_b.sql': 'CREATE TABLE b (id);',
  'rollback/002_rollback_b.sql': 'DROP TABLE b;',
  '003_c.sql': 'CREATE TABLE c (id);',
};

/** Three migrations applied: four events. */
async function told(): Promise<Engine> {
  const one = engine(FILES);
  await one.up();
  expect(one.rows('SELECT event, version FROM schema_migrations_history')).toEqual([
    ['ledger-created', null],
    ['applied', '001'],
    ['applied', '002'],
    ['applied', '003'],
  ]);
  return one;
}

const codes = (one: Engine): string[] => one.verify().problems.map(({ code }) => code);

describe('the chain', () => {
  test('holds, and its head is in every report', async () => {
    const one = await told();
    expect(codes(one)).toEqual([]);
    const [[head]] = one.rows('SELECT hash FROM schema_migrations_history ORDER BY id DESC LIMIT 1') as [[string]];
    expect([one.status().historyHead, one.verify().historyHead, (await one.plan()).historyHead]).toEqual([head, head, head]);
  });

  test('every row hashes what it tells and the hash before it', async () => {
    const one = await told();
    const sql = `SELECT json_object('event', event, 'version', version, 'runId', run_id, 'at', at, 'cookie', cookie, 'schema', schema_hash, 'details', json(details)),
      previous_hash, hash FROM schema_migrations_history ORDER BY id`;
    let previous = '0'.repeat(64);
    for (const [event, previousHash, hash] of one.rows(sql) as [string, string, string][]) {
      expect([previousHash, hash]).toEqual([previous, chainHash(previous, JSON.parse(event) as HistoryEvent)]);
      previous = hash;
    }
  });

  test.each([
    ["UPDATE schema_migrations_history SET version = '009' WHERE id = 2", 'row 2'],
    ["UPDATE schema_migrations_history SET at = '2020-01-01T00:00:00.000Z' WHERE id = 3", 'row 3'],
    ["UPDATE schema_migrations_history SET details = '{}' WHERE id = 4", 'row 4'],
    ["UPDATE schema_migrations_history SET details = 'no json' WHERE id = 3", 'row 3'],
    ["UPDATE schema_migrations_history SET hash = '0' WHERE id = 4", 'row 4'],
    ["UPDATE schema_migrations_history SET event = 'failed' WHERE id = 4", 'row 4'],
    ["UPDATE schema_migrations_history SET run_id = 'x' WHERE id = 1", 'row 1'],
    ['DELETE FROM schema_migrations_history WHERE id = 1', 'row 2'],
    ['DELETE FROM schema_migrations_history WHERE id = 3', 'row 4'],
  ])('shows: %s', async (sql, where) => {
    const one = await told();
    one.sql(sql);
    const { state, problems } = one.verify();
    const broken = problems.find(({ code }) => code === 'HISTORY_BROKEN');
    expect(broken?.message).toContain(where);
    expect(['drifted', 'failed']).toContain(state);
  });

  test('a tail that was cut off shows by its head alone', async () => {
    const one = await told();
    const { historyHead } = one.status();
    one.sql('DELETE FROM schema_migrations_history WHERE id = 4');
    expect(one.status().historyHead).not.toBe(historyHead);
  });

  test('goes on through failures, ways back and leave', async () => {
    const one = engine({ ...FILES, '003_c.sql': 'SELECT * FROM nothing;' });
    await one.up();
    await one.down();
    one.sql('CREATE TABLE extra (id)');
    one.write({ '003_c.sql': 'CREATE TABLE c (id);' });
    await one.up({ allowDrift: true });
    expect(one.rows('SELECT event, version FROM schema_migrations_history')).toEqual([
      ['ledger-created', null],
      ['applied', '001'],
      ['applied', '002'],
      ['failed', '003'],
      ['rolled-back', '002'],
      ['drift-accepted', null],
      ['applied', '002'],
      ['applied', '003'],
    ]);
    expect(codes(one)).toEqual([]);
  });
});

describe('what a row tells', () => {
  const CLOCK = { now: () => new Date('2026-01-12T09:30:00.125Z'), ticks: () => 0 };

  test('who, where, when, with what and what leads back', async () => {
    const identity = { user: 'zepix', host: 'desk', pid: 7, toolVersion: '9.9.9' };
    const one = engine(FILES, {}, { clock: CLOCK, identity });
    const { runId } = await one.migrator.up();
    const columns = 'version, name, state, applied_at, applied_by, host, tool_version, run_id, rollback_sql';
    expect(one.rows(`SELECT ${columns} FROM schema_migrations WHERE version = '002'`)).toEqual([
      ['002', 'b', 'applied', '2026-01-12T09:30:00.125Z', 'zepix', 'desk', '9.9.9', runId, 'DROP TABLE b;'],
    ]);
  });

  test('the schema before and after the run, once each', async () => {
    const one = await told();
    expect(one.rows('SELECT version, schema_before IS NOT NULL, schema_after IS NOT NULL FROM schema_migrations')).toEqual([
      ['001', 1, 0],
      ['002', 0, 0],
      ['003', 0, 1],
    ]);
    const stored = one.rows(
      'SELECT count(*) FROM schema_migrations_models WHERE hash IN (SELECT schema_before FROM schema_migrations UNION SELECT schema_after FROM schema_migrations)',
    );
    expect(stored).toEqual([[2]]);
  });

  test('a failure tells code, message and place', async () => {
    const one = engine({ '001_a.sql': '\n  SELECT * FROM nothing;' });
    await one.up();
    const [row] = one.rows("SELECT details FROM schema_migrations_history WHERE event = 'failed'") as [string][];
    expect(JSON.parse(row?.[0] ?? '')).toMatchObject({
      code: 'SQL_FAILED',
      direction: 'up',
      line: 2,
      message: expect.stringContaining('nothing'),
    });
  });
});
