import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Statement, Target } from '@zepix/migrations-core';
import { JOURNAL_MODES, inDatabase, openDatabase, temporaryFolder } from '@zepix/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { sqliteDriver } from '../../src/index.js';

const driver = sqliteDriver();

function target(sql?: string): Target {
  const { file } = temporaryFolder(onTestFinished);
  if (sql !== undefined) inDatabase(file('main.db'), (db) => db.exec(sql));
  return driver.target(file('main.db'), { shown: 'main.db', ledgerTable: 'schema_migrations' });
}

describe('reading', () => {
  test('can not write, not even by mistake', () => {
    const one = target('CREATE TABLE t (id)');
    const peek = () =>
      driver.read(one, (view) => (view as unknown as { db: { exec: (sql: string) => unknown } }).db.exec('INSERT INTO t VALUES (1)'));
    expect(peek).toThrow(/readonly|can't be written/);
    expect(inDatabase(one.id, (db) => db.prepare('SELECT count(*) FROM t').pluck().get())).toBe(0);
  });

  test('hands through what the body throws', () => {
    const thrown = new Error('mine');
    const read = () =>
      driver.read(target('CREATE TABLE t (id)'), () => {
        throw thrown;
      });
    expect(read).toThrow(thrown);
  });

  test('is over when the body is: the file can be locked, and nothing lies beside it', () => {
    const one = target('PRAGMA journal_mode = WAL; CREATE TABLE t (id)');
    expect(driver.read(one, (view) => view.cookie())).toBeGreaterThan(0);
    expect(readdirSync(dirname(one.id))).toEqual(['main.db']);
    inDatabase(one.id, (db) => db.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE; COMMIT'));
    expect(driver.read(one, (view) => view.settings())).toMatchObject({ journal_mode: 'delete' });
  });

  test.each([
    ['nothing there', undefined, 'DATABASE_MISSING'],
    ['text', 'garbage, and more of it '.repeat(50), 'NOT_A_DATABASE'],
  ])('%s', (_, content, code) => {
    const one = target();
    if (content !== undefined) writeFileSync(one.id, content);
    expect(() => driver.read(one, () => 1)).toThrow(expect.objectContaining({ code, hint: expect.stringMatching(/\w/) }));
    expect(existsSync(one.id)).toBe(content !== undefined);
  });

  test('a file of 0 bytes is an empty database', () => {
    const one = target();
    writeFileSync(one.id, '');
    expect(driver.read(one, (view) => [view.ledger().kind, view.history(), view.rollbackSql('001')])).toEqual(['absent', [], null]);
  });

  test.each(JOURNAL_MODES)('the counter moves with the schema and with nothing else, in %s mode', (journalMode) => {
    const one = target(`PRAGMA journal_mode = ${journalMode}; CREATE TABLE t (id)`);
    const cookie = (): number => driver.read(one, (view) => view.cookie());
    const first = cookie();
    inDatabase(one.id, (db) => db.exec('INSERT INTO t VALUES (1); DELETE FROM t; PRAGMA user_version = 5'));
    expect(cookie()).toBe(first);
    inDatabase(one.id, (db) => db.exec('CREATE INDEX i ON t (id)'));
    expect(cookie()).toBeGreaterThan(first);
  });

  test('the size is that of the file with its WAL', () => {
    const one = target('PRAGMA journal_mode = WAL; CREATE TABLE t (id)');
    const program = openDatabase(one.id);
    const before = driver.read(one, (view) => view.size());
    program.pragma('wal_autocheckpoint = 0');
    program.exec('INSERT INTO t VALUES (randomblob(100000))');
    expect(driver.read(one, (view) => view.size())).toBeGreaterThan(before + 100_000);
  });

  test('integrity tells what is broken', () => {
    const one = target("CREATE TABLE t (id INTEGER PRIMARY KEY, n NOT NULL); INSERT INTO t VALUES (1, 'x')");
    expect(driver.read(one, (view) => view.integrity())).toEqual([]);
    inDatabase(one.id, (db) => {
      db.unsafeMode(true);
      db.exec(
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE TABLE t (id INTEGER PRIMARY KEY, n NOT NULL, CHECK (n > ''y''))'",
      );
    });
    expect(driver.read(one, (view) => view.integrity()).join()).toContain('CHECK constraint failed in t');
  });
});

describe('integrity before statements', () => {
  const statement = (sql: string): Statement => ({
    role: 'change',
    sql,
    original: sql,
    location: { file: '001_a.sql', line: 1, column: 1, offset: 0 },
    standalone: false,
  });
  /** A row breaks a CHECK, which only a look at all rows can tell. */
  const broken = (bytes: number): Target => {
    const one = target(`CREATE TABLE t (id INTEGER PRIMARY KEY, n, more); INSERT INTO t VALUES (1, 'x', zeroblob(${bytes}))`);
    inDatabase(one.id, (db) => {
      db.unsafeMode(true);
      db.exec(
        `PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE TABLE t (id INTEGER PRIMARY KEY, n CHECK (n > ''y''), more)'`,
      );
    });
    return one;
  };
  const findings = (one: Target, ...sql: readonly string[]): number =>
    driver.read(one, (view) => view.integrity(() => sql.map(statement)).length);

  const LARGE = 9_000_000;
  test.each([
    ['UPDATE t SET n = 1 WHERE id = 1'],
    ['DELETE FROM t WHERE id IN (1, 2)'],
    [`INSERT INTO t VALUES (2, 'z', NULL), (3, 'z', NULL)`],
    ['CREATE TABLE u (id)'],
    ['ALTER TABLE t ADD COLUMN other TEXT'],
    ['ALTER TABLE t RENAME TO u'],
  ])('of a large file that these touch little of, all rows are not read: %s', (sql) => {
    expect(findings(broken(LARGE), sql)).toBe(0);
  });

  test.each([
    ['UPDATE t SET n = 1'],
    ['UPDATE t SET n = 1 WHERE id > 0'],
    ['DELETE FROM t'],
    ['DELETE FROM t WHERE n = 4'],
    ['INSERT INTO t SELECT id + 1, n, more FROM t'],
    ['CREATE TABLE u AS SELECT * FROM t'],
    ['ALTER TABLE t DROP COLUMN n'],
    ['ALTER TABLE t ADD CONSTRAINT c CHECK (id > 0)'],
    ['CREATE INDEX i ON t (n)'],
    ['DROP TABLE t'],
    ['INSERT INTO made_before VALUES (1)'],
  ])('before these they are: %s', (sql) => {
    expect(findings(broken(LARGE), 'CREATE TABLE u (id)', sql)).toBe(1);
  });

  test('a small file is read from end to end, and so is a large one where nothing is known of what will run', () => {
    expect(findings(broken(10), 'CREATE TABLE u (id)')).toBe(1);
    expect(driver.read(broken(LARGE), (view) => view.integrity().length)).toBe(1);
  });
});

describe('opening to write', () => {
  test('creates a database only when told to', async () => {
    const one = target();
    await expect(driver.open(one, { create: false, timeoutMs: 0 })).rejects.toMatchObject({ code: 'DATABASE_UNREADABLE' });
    expect(readdirSync(dirname(one.id))).toEqual([]);
    const session = await driver.open(one, { create: true, timeoutMs: 0 });
    onTestFinished(() => session.close());
    expect(existsSync(one.id)).toBe(true);
  });

  test('a folder that is not there is said, and not made', async () => {
    const { id, ...rest } = target();
    const one = { ...rest, id: `${dirname(id)}/none/main.db` };
    await expect(driver.open(one, { create: true, timeoutMs: 0 })).rejects.toMatchObject({ code: 'DIRECTORY_MISSING' });
    expect(readdirSync(dirname(id))).toEqual([]);
  });

  test('what is no database is never overwritten', async () => {
    const one = target();
    writeFileSync(one.id, 'garbage, and more of it '.repeat(50));
    await expect(driver.open(one, { create: true, timeoutMs: 0 })).rejects.toMatchObject({ code: 'NOT_A_DATABASE' });
  });

  test('a file that another program holds exclusively', async () => {
    const one = target('CREATE TABLE t (id)');
    openDatabase(one.id).exec('BEGIN EXCLUSIVE');
    await expect(driver.open(one, { create: false, timeoutMs: 20 })).rejects.toMatchObject({ code: 'DATABASE_LOCKED' });
    expect(() => driver.read(one, () => 1)).toThrow(expect.objectContaining({ code: 'DATABASE_LOCKED' }));
  });
});

test('free space is a number of bytes, or unknown where nothing is', () => {
  expect(driver.freeSpace(target('CREATE TABLE t (id)'))).toBeGreaterThan(0);
});
