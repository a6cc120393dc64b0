import { describe, expect, test } from 'vitest';
import { engine, steps } from '../engine/engine.js';

const journal = (...tags: readonly string[]): string =>
  JSON.stringify({
    version: '7',
    dialect: 'sqlite',
    entries: tags.map((tag, idx) => ({ idx, version: '6', when: idx, tag, breakpoints: true })),
  });

function drizzle(files: Readonly<Record<string, string>>): Record<string, string> {
  const tags = Object.keys(files).map((name) => name.replace(/\.sql$/, ''));
  return { ...files, 'meta/_journal.json': journal(...tags) };
}

describe('up and down through a folder of each', () => {
  const up = 'CREATE TABLE a (x);\nCREATE TRIGGER t AFTER INSERT ON a BEGIN\n  UPDATE a SET x = 1;\nEND;\n';
  test.each([
    ['dbmate', { '1_a.sql': `-- migrate:up\n${up}-- migrate:down\nDROP TABLE a;\n` }],
    ['goose', { '1_a.sql': `-- +goose Up\n-- +goose StatementBegin\n${up}-- +goose StatementEnd\n-- +goose Down\nDROP TABLE a;\n` }],
    ['golang-migrate', { '1_a.up.sql': up, '1_a.down.sql': 'DROP TABLE a;' }],
    ['diesel', { '2025-01-01-000000_a/up.sql': up, '2025-01-01-000000_a/down.sql': 'DROP TABLE a;' }],
    ['flyway', { 'V1__a.sql': up, 'U1__a.sql': 'DROP TABLE a;' }],
    ['prisma', { 'migration_lock.toml': 'provider = "sqlite"', '1_a/migration.sql': up, 'rollback/1_rollback_a.sql': 'DROP TABLE a;' }],
    ['drizzle', { ...drizzle({ '0000_a.sql': up }), 'rollback/0000_rollback_a.sql': 'DROP TABLE a;' }],
  ])('%s', async (format, files) => {
    const one = engine(files);
    expect((await one.up()).error).toBeNull();
    expect(one.schema().map(({ name }) => name)).toEqual(['a', 't']);
    expect(one.verify()).toMatchObject({ state: 'up-to-date', problems: [], format: { name: format, detected: true } });
    expect((await one.down({ to: '0' })).error).toBeNull();
    expect(one.schema()).toEqual([]);
  });
});

test('an error is told at its place in the file of both directions', async () => {
  const one = engine({ '1_a.sql': '-- migrate:up\nCREATE TABLE a (x);\n-- migrate:down\nDROP TABLE a;\n  DROP TABLE nowhere;\n' });
  await one.up();
  const { error } = await one.down();
  expect(error).toMatchObject({ code: 'SQL_FAILED', file: 'migrations/main/1_a.sql', line: 5 });
});

test('the up part that was edited is a changed file, the down part a changed rollback', async () => {
  const text = '-- +goose Up\nCREATE TABLE a (x);\n-- +goose Down\nDROP TABLE a;\n';
  const one = engine({ '1_a.sql': text });
  await one.up();
  one.write({ '1_a.sql': text.replace('DROP TABLE a;', 'DROP TABLE IF EXISTS a;') });
  expect(one.status().state).toBe('up-to-date');
  expect((await one.down()).error).toMatchObject({ code: 'ROLLBACK_CHANGED' });
  one.write({ '1_a.sql': text.replace('a (x)', 'a (x, y)') });
  expect(one.status().state).toBe('changed-file');
});

test('what the ledger keeps is taken back as its folder had it, without the file', async () => {
  const down = '-- migrate:down transaction:false\n-- Requiers: nothing, this is prose\n-- assert: so is this\nDROP TABLE a;\nVACUUM;\n';
  const one = engine({ '1_a.sql': `-- migrate:up\nCREATE TABLE a (x);\n${down}` });
  await one.up();
  one.write({ '1_a.sql': '-- migrate:up\nCREATE TABLE a (x);\n', '2_b.sql': '-- migrate:up\nSELECT 1;\n' });
  expect(steps(await one.down())).toEqual(['down 1 rolled-back']);
  expect(one.schema()).toEqual([]);
});

test('comments are prose, but for two switches', async () => {
  const sql = '-- Descripton: prose\n-- Database: another\n-- Transaction: NO\n-- assert: prose\nVACUUM;\n-- Version: 7\nSELECT 1;';
  const one = engine({ '1_a.up.sql': sql }, { config: { format: 'golang-migrate' } });
  expect(await one.up()).toMatchObject({ error: null, format: { detected: false } });
});

describe('drizzle', () => {
  const tables = `CREATE TABLE p (id INTEGER PRIMARY KEY, v);--> statement-breakpoint
CREATE TABLE c (id INTEGER PRIMARY KEY, p REFERENCES p (id) ON DELETE CASCADE);`;
  const rows = 'INSERT INTO p VALUES (1, 1), (2, 2); INSERT INTO c VALUES (1, 1), (2, 2);';

  test('0000 is a version, and 0 is none', async () => {
    const one = engine({ ...drizzle({ '0000_a.sql': tables }), 'rollback/0000_rollback_a.sql': 'DROP TABLE c; DROP TABLE p;' });
    expect((await one.plan({ to: '0' })).planned.map(({ version }) => version)).toEqual([]);
    expect((await one.up({ to: '0000' })).version).toBe('0000');
    expect((await one.goto('0')).version).toBeNull();
    expect(one.schema()).toEqual([]);
  });

  test('a rebuild keeps the children, whose foreign keys would have deleted them', async () => {
    const rebuild = `PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE __new_p (id INTEGER PRIMARY KEY, v TEXT);--> statement-breakpoint
INSERT INTO __new_p SELECT * FROM p;--> statement-breakpoint
DROP TABLE p;--> statement-breakpoint
ALTER TABLE __new_p RENAME TO p;--> statement-breakpoint
PRAGMA foreign_keys=ON;`;
    const one = engine(drizzle({ '0000_a.sql': tables, '0001_b.sql': rebuild }));
    await one.up({ to: '0000' });
    one.sql(rows);
    expect((await one.up({ approval: 'all' })).error).toBeNull();
    expect(one.rows('SELECT count(*) FROM c')).toEqual([[2]]);
  });

  test('a script that leaves the transaction of its tool runs in ours, whole or not at all', async () => {
    const leaving = (last: string): string => `COMMIT TRANSACTION;--> statement-breakpoint
PRAGMA foreign_keys = OFF;--> statement-breakpoint
BEGIN TRANSACTION;--> statement-breakpoint
CREATE TABLE __new_p (id INTEGER PRIMARY KEY, v TEXT);--> statement-breakpoint
INSERT INTO __new_p SELECT * FROM p;--> statement-breakpoint
DROP TABLE p;--> statement-breakpoint
ALTER TABLE __new_p RENAME TO p;--> statement-breakpoint
COMMIT TRANSACTION;--> statement-breakpoint
PRAGMA foreign_keys = ON;--> statement-breakpoint
BEGIN TRANSACTION;--> statement-breakpoint
${last};`;
    const one = engine(drizzle({ '0000_a.sql': tables, '0001_b.sql': leaving('INSERT INTO nowhere VALUES (1)') }));
    await one.up({ to: '0000' });
    one.sql(rows);
    const before = one.schema();
    expect((await one.up({ approval: 'all', rehearse: false })).error).toMatchObject({ code: 'SQL_FAILED', line: 11 });
    expect(one.schema()).toEqual(before);
    one.write({ '0001_b.sql': leaving('INSERT INTO c VALUES (3, 2)') });
    expect((await one.up({ approval: 'all' })).error).toBeNull();
    expect(one.rows('SELECT count(*) FROM c')).toEqual([[3]]);
  });

  test('a DELETE cascades as it did there', async () => {
    const one = engine(drizzle({ '0000_a.sql': tables, '0001_b.sql': 'DELETE FROM p WHERE id = 1;' }));
    await one.up({ to: '0000' });
    one.sql(rows);
    expect((await one.up({ approval: 'all' })).error).toBeNull();
    expect(one.rows('SELECT id FROM c')).toEqual([[2]]);
  });

  test('a journal mode is set after the commit, and other settings are left out with a word', async () => {
    const sql =
      'PRAGMA journal_mode = WAL;--> statement-breakpoint\nPRAGMA synchronous = OFF;--> statement-breakpoint\nCREATE TABLE a (x);';
    const one = engine(drizzle({ '0000_a.sql': sql }));
    const { error, ran } = await one.up();
    expect(error).toBeNull();
    expect(ran[0]?.notices).toEqual([
      'PRAGMA journal_mode on line 1 is run after the commit: it changes nothing inside a transaction.',
      'PRAGMA synchronous on line 2 is left out: it fails inside a transaction.',
      'journal_mode: wal',
    ]);
    expect(one.rows('PRAGMA journal_mode')).toEqual([['wal']]);
  });
});

describe('words in double quotes', () => {
  const table = 'CREATE TABLE a (id INTEGER PRIMARY KEY, state TEXT, open TEXT);';
  const file = (sql: string) => ({ '1_a.sql': `-- +goose Up\n${table}\nINSERT INTO a VALUES (1, 'x', 'y');\n${sql}\n` });

  test.each([
    ['UPDATE a SET state = "done";', 'done', 'y'],
    ['UPDATE a SET state = "it\'s ""so""" WHERE "id" = 1;', 'it\'s "so"', 'y'],
    ['UPDATE a SET state = "open", "open" = "shut";', 'y', 'shut'],
    ['UPDATE a SET state = (SELECT "word" FROM (SELECT 1 AS "word")), open = "word";', '1', 'word'],
  ])('%s', async (sql, state, open) => {
    const one = engine(file(sql));
    const { error, ran } = await one.up();
    expect(error).toBeNull();
    expect(one.rows('SELECT state, open FROM a')).toEqual([[state, open]]);
    expect(ran[0]?.notices.join()).toContain('taken for text');
  });

  test('are names in files of our own', async () => {
    const one = engine({ '001_a.sql': table, '002_b.sql': 'UPDATE a SET state = "done";' });
    expect((await one.up()).error?.code).toBe('SQL_FAILED');
  });
});

test('what has no way back is refused, with the place for one', async () => {
  const one = engine({ '1_a.sql': '-- migrate:up\nSELECT 1;\n-- migrate:down\n' });
  await one.up();
  const { error } = await one.down();
  expect(error).toMatchObject({
    code: 'ROLLBACK_MISSING',
    hint: expect.stringContaining('migrations/main/rollback/1_rollback_a.sql') as string,
  });
});
