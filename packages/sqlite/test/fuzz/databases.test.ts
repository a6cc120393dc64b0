import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JOURNAL_MODES } from '@zepix/testkit';
import type { JournalMode } from '@zepix/testkit';
import { engine } from '../engine/engine.js';
import type { Engine } from '../engine/engine.js';
import { expectReadable, runs } from './readable.js';

const FILES = {
  '001_a.sql': 'CREATE TABLE a (id INTEGER PRIMARY KEY, x TEXT);',
  '002_b.sql': 'CREATE TABLE b (a REFERENCES a (id)); CREATE INDEX i ON b (a);',
  '003_c.sql':
    'CREATE TABLE c AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) SELECT i, hex(i) AS h FROM n;',
};

/** What is done to a file: a cut, bytes that are written over others, bytes behind its end. */
const damage = fc.oneof(
  fc.record({ kind: fc.constant('cut' as const), at: fc.double({ min: 0, max: 1, noNaN: true }), bytes: fc.constant(new Uint8Array()) }),
  fc.record({
    kind: fc.constant('over' as const),
    at: fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 0.004, noNaN: true })),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 60 }),
  }),
);
type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never;

function damaged(content: Uint8Array, harm: readonly Damage[]): Buffer {
  let bytes = Buffer.from(content);
  for (const { kind, at, bytes: some } of harm) {
    const offset = Math.floor(at * bytes.length);
    if (kind === 'cut') bytes = bytes.subarray(0, offset);
    else bytes.set(some.subarray(0, Math.max(0, bytes.length - offset)), offset);
  }
  return bytes;
}

async function migrated(journalMode: JournalMode): Promise<{ readonly one: Engine; readonly content: Buffer }> {
  const one = engine(FILES, { journalMode });
  expect((await one.up()).error).toBeNull();
  return { one, content: readFileSync(one.file) };
}

function clear({ file }: Engine): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${file}${suffix}`, { force: true });
}

test('any bytes for a database', () => {
  const one = engine(FILES);
  const header = Buffer.from('SQLite format 3\0');
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.uint8Array({ maxLength: 5000 }).map((rest) => Buffer.concat([header, rest])),
  );
  fc.assert(
    fc.property(bytes, (content) => {
      clear(one);
      writeFileSync(one.file, content);
      expectReadable(one);
    }),
    { numRuns: runs(60) },
  );
});

describe.each(JOURNAL_MODES)('in mode %s', (mode) => {
  test('a database that was damaged', async () => {
    const { one, content } = await migrated(mode);
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 4 }), (harm) => {
        clear(one);
        writeFileSync(one.file, damaged(content, harm));
        expectReadable(one);
      }),
      { numRuns: runs(60) },
    );
  });

  test('any bytes for its -wal', async () => {
    const { one, content } = await migrated(mode);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.option(fc.uint8Array({ maxLength: 100 })), (log, shared) => {
        clear(one);
        writeFileSync(one.file, content);
        writeFileSync(`${one.file}-wal`, log);
        if (shared !== null) writeFileSync(`${one.file}-shm`, shared);
        expectReadable(one);
      }),
      { numRuns: runs(20) },
    );
  });
});

test('what was committed and not yet written into the file is seen, and stays where it is', async () => {
  const { one } = await migrated('wal');
  const writer = new Database(one.file);
  writer.exec('CREATE TABLE behind_the_back (x)');
  const killed = engine(FILES);
  for (const suffix of ['', '-wal', '-shm']) copyFileSync(`${one.file}${suffix}`, `${killed.file}${suffix}`);
  writer.close();
  for (const withShared of [true, false]) {
    if (!withShared) rmSync(`${killed.file}-shm`);
    expect(expectReadable(killed).databases[0]?.state).toBe('drifted');
    expect([existsSync(`${killed.file}-wal`), existsSync(`${killed.file}-shm`)]).toEqual([true, withShared]);
  }
});

test('a -wal that was damaged', async () => {
  const { one, content } = await migrated('wal');
  const writer = new Database(one.file);
  writer.exec("INSERT INTO a (x) VALUES ('y'); CREATE TABLE more (x)");
  const log = readFileSync(`${one.file}-wal`);
  writer.close();
  fc.assert(
    fc.property(fc.array(damage, { maxLength: 3 }), (harm) => {
      clear(one);
      writeFileSync(one.file, content);
      writeFileSync(`${one.file}-wal`, damaged(log, harm));
      expectReadable(one);
    }),
    { numRuns: runs(12) },
  );
});

test('a journal that a writer left is not rolled back by looking, and what it undoes is not seen', async () => {
  const { one } = await migrated('delete');
  const writer = new Database(one.file);
  writer.pragma('cache_size = 5');
  writer.exec('BEGIN; UPDATE c SET h = hex(randomblob(500)); CREATE TABLE half_done (x);');
  const killed = engine(FILES);
  for (const suffix of ['', '-journal']) copyFileSync(`${one.file}${suffix}`, `${killed.file}${suffix}`);
  writer.exec('ROLLBACK');
  writer.close();
  expect(existsSync(`${killed.file}-journal`)).toBe(true);
  expect(expectReadable(killed).databases[0]).toMatchObject({ state: 'up-to-date', problems: [], error: null });
  expect((await killed.up()).error).toBeNull();
  expect(existsSync(`${killed.file}-journal`)).toBe(false);
});

test('a header that asks for another schema format is damage', async () => {
  const { one, content } = await migrated('delete');
  clear(one);
  const bytes = Buffer.from(content);
  bytes.writeUInt32BE(9, 44);
  writeFileSync(one.file, bytes);
  expect(expectReadable(one).databases[0]).toMatchObject({ state: 'not-a-database', problems: [{ code: 'DATABASE_DAMAGED' }] });
});

test('a ledger without a column of this version is extended, although it has a history', async () => {
  const { one } = await migrated('delete');
  one.sql('ALTER TABLE schema_migrations DROP COLUMN tool_version');
  one.write({ '004_d.sql': 'CREATE TABLE d (x);' });
  expect((await one.up({ allowDrift: true })).error).toBeNull();
  expect(one.rows("SELECT count(*) FROM pragma_table_info('schema_migrations') WHERE name = 'tool_version'")).toEqual([[1]]);
});
