import { JOURNAL_MODES } from '@zepix/testkit';
import { describe, expect, test } from 'vitest';
import { engine } from './engine.js';
import type { Engine } from './engine.js';

const FILES = {
  '001_a.sql': 'CREATE TABLE orders (id INTEGER PRIMARY KEY, symbol TEXT); CREATE INDEX idx_symbol ON orders (symbol);',
  'rollback/001_rollback_a.sql': 'DROP TABLE orders;',
  '002_b.sql': 'CREATE TABLE b (id);',
  'rollback/002_rollback_b.sql': 'DROP TABLE b;',
};

async function applied(journalMode: 'delete' | 'wal' = 'delete'): Promise<Engine> {
  const one = engine(FILES, { journalMode });
  expect((await one.up()).error).toBeNull();
  return one;
}

describe.each(JOURNAL_MODES)('what somebody changed behind the engine, in %s mode', (journalMode) => {
  test.each([
    ['CREATE TABLE extra (id)', 'extra', 'unexpected'],
    ['ALTER TABLE orders ADD COLUMN extra TEXT', 'extra', 'unexpected'],
    ['CREATE INDEX idx_extra ON orders (id, symbol)', 'idx_extra', 'unexpected'],
    ['CREATE VIEW v AS SELECT id FROM orders', 'v', 'unexpected'],
    ['DROP INDEX idx_symbol', 'idx_symbol', 'missing'],
    ['DROP TABLE b', 'table b', 'missing'],
    ['DROP INDEX idx_symbol; CREATE INDEX idx_symbol ON orders (symbol DESC)', 'idx_symbol', 'changed'],
  ])('%s', async (sql, object, change) => {
    const one = await applied(journalMode);
    one.sql(sql);
    const { state, problems } = one.status();
    expect([state, problems.map(({ code }) => code)]).toEqual(['drifted', ['DRIFTED']]);
    expect(problems[0]?.differences.map((one) => [one.object, one.change])).toEqual([[expect.stringContaining(object), change]]);
    expect(problems[0]?.message).toContain(object);
  });
});

describe('up and down on a drifted database', () => {
  test('are refused, change nothing, and go on with leave', async () => {
    const one = await applied();
    one.sql('CREATE TABLE extra (id)');
    one.write({ '003_c.sql': 'CREATE TABLE c (id);' });
    const before = [one.rows('SELECT * FROM schema_migrations_history'), one.schema()];
    for (const refused of [await one.up(), await one.down()])
      expect(refused.error).toMatchObject({ code: 'DRIFTED', dataState: 'Nothing was changed.' });
    expect([one.rows('SELECT * FROM schema_migrations_history'), one.schema()]).toEqual(before);

    expect(await one.up({ allowDrift: true })).toMatchObject({ error: null, state: 'up-to-date', version: '003', problems: [] });
    expect(one.status()).toMatchObject({ state: 'up-to-date', problems: [] });
    const [accepted] = one.rows("SELECT details FROM schema_migrations_history WHERE event = 'drift-accepted'") as [string][];
    expect(JSON.parse(accepted?.[0] ?? '')).toMatchObject({ differences: [{ object: 'table extra', change: 'unexpected' }] });
    expect(one.verify()).toMatchObject({ state: 'up-to-date', problems: [] });
  });

  test('a drift that was accepted is the new measure', async () => {
    const one = await applied();
    one.sql('CREATE TABLE extra (id)');
    await one.down({ allowDrift: true });
    expect(one.status()).toMatchObject({ state: 'pending', problems: [] });
    one.sql('DROP TABLE extra');
    expect(one.status()).toMatchObject({ state: 'drifted', problems: [{ differences: [{ object: 'table extra', change: 'missing' }] }] });
  });
});

describe('no drift', () => {
  test.each(['VACUUM', 'ANALYZE', 'REINDEX', "INSERT INTO orders VALUES (1, 'x')", 'PRAGMA user_version = 7', 'PRAGMA journal_mode = WAL'])(
    '%s',
    async (sql) => {
      const one = await applied();
      one.sql(sql);
      expect(one.status()).toMatchObject({ state: 'up-to-date', problems: [] });
      expect(one.verify()).toMatchObject({ state: 'up-to-date', problems: [] });
      one.write({ '003_c.sql': 'CREATE TABLE c (id);' });
      expect((await one.up()).error).toBeNull();
    },
  );

  test('a change that was undone again', async () => {
    const one = await applied();
    one.sql('CREATE TABLE extra (id); DROP TABLE extra;');
    expect(one.status()).toMatchObject({ state: 'up-to-date', problems: [] });
  });

  test("the engine's own down, a failure, and an up with several steps", async () => {
    const one = await applied();
    await one.down();
    expect(one.verify()).toMatchObject({ state: 'pending', problems: [] });
    one.write({ '002_b.sql': 'CREATE TABLE b (id); CREATE TABLE c (id); SELECT * FROM nothing;' });
    await one.up();
    expect(one.verify().problems.map(({ code }) => code)).toEqual(['LAST_RUN_FAILED']);
    one.write({ '002_b.sql': 'CREATE TABLE b (id);', '003_c.sql': 'CREATE TABLE c (id);', '004_d.sql': 'CREATE TABLE d (id);' });
    await one.up();
    expect(one.verify()).toMatchObject({ state: 'up-to-date', problems: [] });
  });

  test('tables that were there before the ledger', async () => {
    const one = engine({ '001_a.sql': 'CREATE TABLE a (id);' }, { sql: 'CREATE TABLE old (id);' });
    await one.up();
    expect(one.verify()).toMatchObject({ state: 'up-to-date', problems: [] });
  });

  test("tables of the engine's own", async () => {
    const one = await applied();
    one.sql('CREATE TABLE _zepix_kept_1 (id)');
    expect(one.status()).toMatchObject({ state: 'up-to-date', problems: [] });
  });
});
