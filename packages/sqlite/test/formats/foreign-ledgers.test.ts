import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { engine } from '../engine/engine.js';

const FILES = { '001_a.sql': 'CREATE TABLE a (x);', '002_b.sql': 'CREATE TABLE b (x);' };

const LEDGERS = [
  ['drizzle', 'CREATE TABLE __drizzle_migrations (id INTEGER PRIMARY KEY, hash text NOT NULL, created_at numeric)', "(1, 'abc', 1)"],
  [
    'goose',
    'CREATE TABLE goose_db_version (id INTEGER PRIMARY KEY, version_id INTEGER, is_applied INTEGER, tstamp TIMESTAMP)',
    '(2, 7, 1, 0)',
  ],
  ['Prisma', 'CREATE TABLE _prisma_migrations (id TEXT PRIMARY KEY, migration_name TEXT)', "('x', '1_a')"],
  ['knex', 'CREATE TABLE knex_migrations (id INTEGER PRIMARY KEY, name, batch, migration_time)', "(1, '1_a.js', 1, 0)"],
  ['Sequelize', 'CREATE TABLE SequelizeMeta (name VARCHAR(255) PRIMARY KEY)', "('1_a.js')"],
  ['diesel', 'CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY, run_on TIMESTAMP)', "('2024', 0)"],
] as const;

describe.each(LEDGERS)('the ledger of %s', (tool, table, row) => {
  const name = /TABLE (\w+)/.exec(table)?.[1] ?? '';
  const sql = `${table}; INSERT INTO ${name} VALUES ${row}; CREATE TABLE a (x);`;

  test('keeps up from running what was applied, and not a byte is changed', async () => {
    const one = engine(FILES, { sql });
    const before = readFileSync(one.file);
    const { state, problems } = one.status();
    expect([state, problems[0]?.code]).toEqual(['foreign-ledger', 'FOREIGN_LEDGER']);
    expect(problems[0]?.message).toContain(tool);
    expect(problems[0]?.hint).toContain('baseline');
    expect((await one.up({ approval: 'all' })).error?.code).toBe('FOREIGN_LEDGER');
    expect(readFileSync(one.file).equals(before)).toBe(true);
  });

  test('a baseline takes over, and leaves it as it is', async () => {
    const one = engine(FILES, { sql });
    const { error, result } = await one.migrator.baseline('001');
    expect([error, result]).toMatchObject([null, { recorded: ['001'], differences: [] }]);
    expect(one.status().state).toBe('pending');
    expect((await one.up()).error).toBeNull();
    expect(one.rows(`SELECT count(*) FROM ${name}`)).toEqual([[1]]);
  });

  test('is nothing where it tells of no migration', async () => {
    const one = engine(FILES, { sql: table });
    expect((await one.up()).error).toBeNull();
  });
});

test('schema_migrations of dbmate, beside a ledger of another name', async () => {
  const sql =
    "CREATE TABLE schema_migrations (version varchar(128) primary key); INSERT INTO schema_migrations VALUES ('001'); CREATE TABLE a (x);";
  const one = engine(FILES, { sql, config: { ledgerTable: 'zepix_ledger' } });
  expect(one.status()).toMatchObject({ state: 'foreign-ledger', problems: [{ code: 'FOREIGN_LEDGER' }] });
  expect((await one.migrator.baseline('001')).error).toBeNull();
  expect((await one.up()).error).toBeNull();
});

test('an application may have a table named migrations', async () => {
  const one = engine(FILES, { sql: "CREATE TABLE migrations (id, bird TEXT); INSERT INTO migrations VALUES (1, 'swallow');" });
  expect((await one.up()).error).toBeNull();
});
