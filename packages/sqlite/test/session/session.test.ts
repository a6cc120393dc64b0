import { setTimeout as sleep } from 'node:timers/promises';
import type { Executor, MigrationError, Program, Session, Statement, TransactOptions } from '@zepix/migrations-core';
import { JOURNAL_MODES, inDatabase, openDatabase, rowsOf, temporaryFolder } from '@zepix/testkit';
import type { JournalMode } from '@zepix/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { sqliteDriver } from '../../src/index.js';

const OFF: TransactOptions = { foreignKeys: false };
const driver = sqliteDriver();

interface Opened {
  readonly file: string;
  readonly session: Session;
}

async function opened(
  sql = '',
  { timeoutMs = 0, journalMode = 'delete' }: { timeoutMs?: number; journalMode?: JournalMode } = {},
): Promise<Opened> {
  const folder = temporaryFolder(onTestFinished);
  const file = folder.file('main.db');
  inDatabase(file, (db) => db.exec(`PRAGMA journal_mode = ${journalMode}; ${sql}`));
  const target = driver.target(file, { shown: 'main.db', ledgerTable: 'schema_migrations' });
  const session = await driver.open(target, { create: false, timeoutMs });
  onTestFinished(() => session.close());
  return { file, session };
}

function program(sql: string): Program {
  const script = driver.parse({ file: '001_a.sql', text: sql });
  return driver.compile(script, {
    direction: 'up',
    version: '001',
    ledgerTable: 'schema_migrations',
    transactional: true,
    foreignKeys: false,
  });
}

function statement(sql: string): Statement {
  const [first] = program(sql).statements;
  if (first === undefined) throw new Error('no statement');
  return first;
}

const run = (executor: Executor, sql: string) => executor.execute(statement(sql));
const failure = (promise: Promise<unknown>): Promise<MigrationError> =>
  promise.then(
    () => Promise.reject(new Error('it went well')),
    (error: MigrationError) => error,
  );

describe.each(JOURNAL_MODES)('a transaction, in %s mode', (journalMode) => {
  test('is there for others only when it is done, and gives back what its body gave', async () => {
    const { file, session } = await opened('CREATE TABLE t (id)', { journalMode });
    const held = await session.transact(OFF, (tx) => {
      run(tx, 'INSERT INTO t VALUES (1)');
      expect(session.inTransaction).toBe(true);
      return 'done';
    });
    expect([held.value, session.inTransaction, rowsOf(file, 'SELECT * FROM t')]).toEqual(['done', false, [[1]]]);
    expect(held.lockMs).toBeGreaterThanOrEqual(0);
  });

  test('whose body throws never was, whatever it threw', async () => {
    const { file, session } = await opened('CREATE TABLE t (id)', { journalMode });
    const thrown = new Error('mine');
    const body = (tx: Executor): void => {
      run(tx, 'INSERT INTO t VALUES (1)');
      run(tx, 'CREATE TABLE u (id)');
      throw thrown;
    };
    await expect(session.transact(OFF, body)).rejects.toBe(thrown);
    expect(rowsOf(file, 'SELECT name FROM sqlite_schema')).toEqual([['t']]);
    expect(session.inTransaction).toBe(false);
    await session.transact(OFF, (tx) => run(tx, 'INSERT INTO t VALUES (2)'));
    expect(rowsOf(file, 'SELECT * FROM t')).toEqual([[2]]);
  });

  test('waits for another writer, telling so, and then goes on', async () => {
    const { file, session } = await opened('CREATE TABLE t (id)', { journalMode, timeoutMs: 20_000 });
    const writer = openDatabase(file);
    writer.exec('BEGIN IMMEDIATE; INSERT INTO t VALUES (1)');
    let done = false;
    const waiting = session.transact(OFF, (tx) => run(tx, 'INSERT INTO t SELECT count(*) + 10 FROM t')).then(() => (done = true));
    await sleep(60);
    expect(done).toBe(false);
    writer.exec('COMMIT');
    expect(await waiting).toBe(true);
    expect(rowsOf(file, 'SELECT * FROM t')).toEqual([[1], [11]]);
  });

  test('gives up when its time ran out, and nothing was run', async () => {
    const { file, session } = await opened('CREATE TABLE t (id)', { journalMode, timeoutMs: 50 });
    const writer = openDatabase(file);
    writer.exec('BEGIN IMMEDIATE');
    let ran = false;
    const error = await failure(session.transact(OFF, () => (ran = true)));
    expect(error).toMatchObject({ code: 'DATABASE_LOCKED', message: expect.stringContaining('main.db') });
    expect([ran, session.inTransaction]).toEqual([false, false]);
  });
});

describe('COMMIT with a rollback journal waits for readers', () => {
  test('and goes on when they are done', async () => {
    const { file, session } = await opened('CREATE TABLE t (id); INSERT INTO t VALUES (1)', { timeoutMs: 20_000 });
    const reader = openDatabase(file);
    reader.exec('BEGIN; SELECT * FROM t');
    let done = false;
    const waiting = session.transact(OFF, (tx) => run(tx, 'INSERT INTO t VALUES (2)')).then(() => (done = true));
    await sleep(60);
    expect(done).toBe(false);
    reader.exec('COMMIT');
    expect(await waiting).toBe(true);
  });

  test('or gives up, and then nothing was written', async () => {
    const { file, session } = await opened('CREATE TABLE t (id)', { timeoutMs: 50 });
    const reader = openDatabase(file);
    reader.exec('BEGIN; SELECT * FROM t');
    expect(await failure(session.transact(OFF, (tx) => run(tx, 'INSERT INTO t VALUES (2)')))).toMatchObject({ code: 'DATABASE_LOCKED' });
    reader.exec('COMMIT');
    expect(rowsOf(file, 'SELECT * FROM t')).toEqual([]);
  });
});

describe('settings', () => {
  const value = async (session: Session, pragma: string, foreignKeys: boolean): Promise<unknown> =>
    (await session.transact({ foreignKeys }, (tx) => run(tx, `SELECT * FROM pragma_${pragma}`).rows[0]?.[0])).value;

  test('foreign keys are as asked for, each time', async () => {
    const { session } = await opened();
    for (const on of [true, false, true, true, false]) expect(await value(session, 'foreign_keys', on)).toBe(on ? 1n : 0n);
  });

  test('every commit is synced, whatever the journal mode', async () => {
    for (const journalMode of JOURNAL_MODES) {
      const { session } = await opened('', { journalMode });
      expect(await value(session, 'synchronous', false)).toBe(2n);
      expect(session.settings()).toMatchObject({ journal_mode: journalMode, sqlite_version: expect.stringMatching(/^3\.\d+/) });
    }
  });
});

describe('results', () => {
  test('integers beyond 2^53 without loss, at most 20 rows, all of them counted', async () => {
    const { session } = await opened();
    const { value } = await session.transact(OFF, (tx) => [
      run(tx, "SELECT 9223372036854775807 AS big, NULL AS none, x'00ff' AS bytes, 0.1 AS real"),
      run(tx, 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) SELECT i FROM n'),
      run(tx, 'CREATE TABLE t (id)'),
      run(tx, 'INSERT INTO t VALUES (1), (2), (3)'),
    ]);
    const [row, many, , inserted] = value;
    expect(row).toMatchObject({
      columns: ['big', 'none', 'bytes', 'real'],
      rowCount: 1,
      rows: [[9223372036854775807n, null, Buffer.from([0, 255]), 0.1]],
    });
    expect([many?.rowCount, many?.rows.length]).toEqual([1000, 20]);
    expect(inserted).toMatchObject({ changes: 3, rowCount: 0 });
  });
});

describe("an SQL error's place", () => {
  test.each([
    ['SELECT *\nFROM absent', 2, 6, 'no such table: absent'],
    ['SELEC 1', 1, 1, 'near "SELEC"'],
    ['\n  INSERT INTO t (id, nope) VALUES (1, 2)', 2, 22, 'has no column named nope'],
    ['INSERT INTO t VALUES (1, 2)', 1, 1, 'has 1 columns'],
    ['SELECT nope + 1, nope FROM t', 1, 1, 'no such column: nope'],
    ["SELECT 'ü✅' || nope FROM t", 1, 16, 'no such column: nope'],
    ['ALTER TABLE t ADD COLUMN id', 1, 26, 'duplicate column name: id'],
  ])('%j', async (sql, line, column, says) => {
    const { session } = await opened('CREATE TABLE t (id INTEGER UNIQUE)');
    const error = await failure(session.transact(OFF, (tx) => run(tx, sql)));
    expect(error).toMatchObject({ code: 'SQL_FAILED', location: { file: '001_a.sql', line, column } });
    expect(error.message).toContain(says);
    expect(error.hint).toMatch(/\w/);
    expect((error.cause as { code?: string }).code).toMatch(/^SQLITE_/);
  });

  test.each([
    ['text in double quotes', 'SELECT "OPEN" FROM t', 'single quotes'],
    ['a function of an application', 'SELECT slug(id) FROM t', '"extend"'],
    ['a module of an extension', 'CREATE VIRTUAL TABLE v USING vec0(e)', '"extend"'],
    ['a statement of libSQL', 'ALTER TABLE t ALTER COLUMN "id" TO "id" text NOT NULL', 'libSQL'],
  ])('%s gets its own hint', async (_, sql, hint) => {
    const { session } = await opened('CREATE TABLE t (id)');
    expect((await failure(session.transact(OFF, (tx) => run(tx, sql)))).hint).toContain(hint);
  });
});

describe('what a statement would hit', () => {
  const SQL = `CREATE TABLE full (id); INSERT INTO full VALUES (1); CREATE TABLE empty (id);
    CREATE VIEW seen AS SELECT * FROM full; CREATE VIEW broken AS SELECT * FROM gone; CREATE TABLE schema_migrations (version);`;

  test.each([
    ['DELETE FROM full', 1],
    ['DELETE FROM FULL', 1],
    ['DELETE FROM "full"', 1],
    ['DELETE FROM main.full', 1],
    ['DELETE FROM empty', 0],
    ['DELETE FROM absent', 0],
    ['DELETE FROM seen', 1],
    ['DELETE FROM broken', 1],
    ['FROBNICATE empty', 1],
  ])('%s', async (sql, count) => {
    const { session } = await opened(SQL);
    expect(session.effectsOnRows(program(sql).effects)).toHaveLength(count);
  });

  test("the engine's own tables are none of it", async () => {
    const { session } = await opened('CREATE TABLE schema_migrations (version); INSERT INTO schema_migrations VALUES (1)');
    expect(session.effectsOnRows(program('FROBNICATE x').effects)).toEqual([]);
  });
});

describe('unwrapped', () => {
  test('leaves no transaction open behind it', async () => {
    const { file, session } = await opened('CREATE TABLE t (id)');
    const body = (direct: Executor): Promise<void> => {
      session.direct.execute({ ...statement('SELECT 1'), sql: 'BEGIN' });
      run(direct, 'INSERT INTO t VALUES (1)');
      expect(session.inTransaction).toBe(true);
      return Promise.resolve();
    };
    await session.unwrapped(OFF, body);
    expect([session.inTransaction, rowsOf(file, 'SELECT * FROM t')]).toEqual([false, []]);
  });
});
