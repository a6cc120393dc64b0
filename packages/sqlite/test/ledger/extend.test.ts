import { JOURNAL_MODES } from '@zepix/testkit';
import { describe, expect, test } from 'vitest';
import { engine, steps } from '../engine/engine.js';

/** The table of the specification, as its Python manager makes it. */
const FIVE_COLUMNS = `CREATE TABLE schema_migrations (
  version TEXT PRIMARY KEY, applied_at DATETIME NOT NULL, description TEXT, checksum TEXT, execution_time_ms INTEGER);
  INSERT INTO schema_migrations (version, applied_at, description) VALUES ('001', '2026-01-12 09:30:00', 'Initial schema');
  CREATE TABLE orders (id INTEGER PRIMARY KEY);`;
const FILES = { '001_initial.sql': 'CREATE TABLE orders (id INTEGER PRIMARY KEY);', '002_b.sql': 'CREATE TABLE b (id);' };

describe.each(JOURNAL_MODES)('a table with the five columns of the specification, in %s mode', (journalMode) => {
  test('is read as it is, and is not changed by looking', () => {
    const one = engine(FILES, { sql: FIVE_COLUMNS, journalMode });
    const before = one.rows('SELECT * FROM sqlite_schema');
    expect(one.status()).toMatchObject({
      state: 'pending',
      version: '001',
      applied: [{ version: '001', description: 'Initial schema', appliedAt: '2026-01-12 09:30:00', checksum: null }],
      pending: [{ version: '002' }],
      problems: [{ code: 'UNVERIFIABLE', severity: 'warning', version: '001' }],
    });
    expect(one.rows('SELECT * FROM sqlite_schema')).toEqual(before);
  });

  test('is extended in place by the first run, its rows kept', async () => {
    const one = engine(FILES, { sql: FIVE_COLUMNS, journalMode });
    expect(steps(await one.up())).toEqual(['up 002 applied']);
    expect(one.rows('SELECT version, applied_at, description, checksum, execution_time_ms, name FROM schema_migrations')).toEqual([
      ['001', '2026-01-12 09:30:00', 'Initial schema', null, null, null],
      ['002', expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/), null, expect.stringMatching(/^[0-9a-f]{64}$/), expect.any(Number), 'b'],
    ]);
    expect(one.rows('SELECT event, version FROM schema_migrations_history')).toEqual([
      ['ledger-extended', null],
      ['applied', '002'],
    ]);
    expect(one.verify().problems.map(({ code }) => code)).toEqual(['UNVERIFIABLE']);
  });

  test('still takes the rows that scripts and older tools insert by themselves', async () => {
    const one = engine({ ...FILES, '003_c.sql': 'CREATE TABLE c (id);' }, { sql: FIVE_COLUMNS, journalMode });
    await one.up({ to: '002' });
    one.sql("INSERT INTO schema_migrations (version, applied_at, description) VALUES ('003', CURRENT_TIMESTAMP, 'by hand')");
    expect(one.status()).toMatchObject({ version: '003', pending: [] });
    expect(steps(await one.up())).toEqual([]);
  });
});

test('a ledger that this engine made takes such rows, too', async () => {
  const one = engine(FILES);
  await one.up({ to: '001' });
  one.sql("INSERT INTO schema_migrations (version) VALUES ('2')");
  expect(one.status()).toMatchObject({ state: 'up-to-date', version: '2', problems: [{ code: 'UNVERIFIABLE', version: '2' }] });
});

test('an extended ledger that lost a column gets it back', async () => {
  const one = engine(FILES);
  await one.up({ to: '001' });
  one.sql('ALTER TABLE schema_migrations DROP COLUMN rollback_sql; DROP TABLE schema_migrations_history');
  expect((await one.up()).error).toBeNull();
  expect(one.rows("SELECT count(*) FROM pragma_table_info('schema_migrations')")).toEqual([[17]]);
});

test("a script's own row for its own version is not inserted twice, one for another version is refused", async () => {
  const own =
    "CREATE TABLE t (id);\nINSERT INTO schema_migrations (version, applied_at, description) VALUES ('001', CURRENT_TIMESTAMP, 'mine');";
  const one = engine({ '001_a.sql': own });
  expect((await one.up()).error).toBeNull();
  expect(one.rows('SELECT version, description, length(checksum) FROM schema_migrations')).toEqual([['001', 'mine', 64]]);
  one.write({ '002_b.sql': own.replace('t (id)', 'u (id)') });
  expect((await one.up()).error).toMatchObject({ code: 'LEDGER_WRITE_REFUSED', line: 2 });
  expect(one.applied()).toEqual(['001']);
});

test('the ledger may have another name', async () => {
  const one = engine(FILES, { sql: 'CREATE TABLE schema_migrations (mine)', config: { ledgerTable: 'zepix_ledger' } });
  expect((await one.up()).error).toBeNull();
  expect(one.rows('SELECT version FROM zepix_ledger')).toEqual([['001'], ['002']]);
  expect(one.rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'zepix%' ORDER BY name").flat()).toEqual([
    'zepix_ledger',
    'zepix_ledger_history',
    'zepix_ledger_models',
  ]);
  expect(one.rows("SELECT name FROM pragma_table_info('schema_migrations')")).toEqual([['mine']]);
  expect(one.verify()).toMatchObject({ state: 'up-to-date', problems: [] });
});
