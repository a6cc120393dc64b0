import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { engine } from '../engine/engine.js';

const FILES = { '001_a.sql': 'CREATE TABLE a (id);', 'rollback/001_rollback_a.sql': 'DROP TABLE a;' };
const FIVE = 'version TEXT PRIMARY KEY, applied_at DATETIME, description TEXT, checksum TEXT, execution_time_ms INTEGER';

/** What stands under the ledger's name in databases of other tools, and what is said of it. */
const FOREIGN = [
  ['dbmate', 'CREATE TABLE schema_migrations (version varchar(128) primary key)', 'lacks the columns'],
  ['golang-migrate', 'CREATE TABLE schema_migrations (version uint64, dirty bool)', 'dirty'],
  ['Rails', 'CREATE TABLE schema_migrations (version varchar NOT NULL PRIMARY KEY)', 'lacks the columns'],
  ['Ecto', 'CREATE TABLE schema_migrations (version INTEGER PRIMARY KEY, inserted_at TEXT)', 'inserted_at'],
  ['a view', `CREATE TABLE t (${FIVE}); CREATE VIEW schema_migrations AS SELECT * FROM t`, 'it is a view'],
  ['an index', 'CREATE TABLE t (id); CREATE INDEX schema_migrations ON t (id)', 'it is an index'],
  ['six columns, one of its own', `CREATE TABLE schema_migrations (${FIVE}, batch INTEGER)`, 'batch'],
  [
    'a version that is no number',
    `CREATE TABLE schema_migrations (${FIVE}); INSERT INTO schema_migrations (version) VALUES ('v1')`,
    '"v1"',
  ],
  ['a version without text', `CREATE TABLE schema_migrations (${FIVE}); INSERT INTO schema_migrations (version) VALUES (NULL)`, '""'],
  ['one version twice', `CREATE TABLE schema_migrations (${FIVE}); INSERT INTO schema_migrations (version) VALUES ('1'), ('001')`, 'twice'],
  ['another case', 'CREATE TABLE Schema_Migrations (version varchar(128) primary key)', 'lacks the columns'],
] as const;

describe.each(FOREIGN)('%s', (_, sql, says) => {
  test('is called a foreign ledger, with the reason and the way out', () => {
    const { state, problems } = engine(FILES, { sql }).status();
    expect([state, problems.map(({ code }) => code)]).toEqual(['foreign-ledger', ['FOREIGN_LEDGER']]);
    expect(problems[0]?.message).toContain(says);
    expect(problems[0]?.hint).toContain('ledgerTable');
  });

  test('is refused by every command that would write, and not a byte is changed', async () => {
    const one = engine(FILES, { sql });
    const before = readFileSync(one.file);
    const runs = [
      await one.up({ approval: 'all' }),
      await one.down(),
      await one.goto('001'),
      await one.up({ allowDrift: true, allowOutOfOrder: true }),
    ];
    expect(runs.map(({ error }) => error?.code)).toEqual(Array(4).fill('FOREIGN_LEDGER'));
    expect(runs.map(({ error }) => error?.dataState)).toEqual(Array(4).fill('Nothing was changed.'));
    one.verify();
    expect(readFileSync(one.file).equals(before)).toBe(true);
  });

  test('does not matter to a ledger of another name', async () => {
    const one = engine(FILES, { sql, config: { ledgerTable: 'zepix_ledger' } });
    const before = one.rows("SELECT sql FROM sqlite_schema WHERE lower(name) = 'schema_migrations'");
    expect((await one.up()).error).toBeNull();
    expect(one.rows("SELECT sql FROM sqlite_schema WHERE lower(name) = 'schema_migrations'")).toEqual(before);
  });
});
