import { rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { engine, steps } from './engine.js';
import type { Engine } from './engine.js';

const FILES = { '001_a.sql': 'CREATE TABLE a (id);', '002_b.sql': 'CREATE TABLE b (id);', 'rollback/002_rollback_b.sql': 'DROP TABLE b;' };
const remove = (one: Engine, name: string): void => rmSync(one.folder.file('migrations', 'main', ...name.split('/')));

async function applied(files: Readonly<Record<string, string>> = FILES): Promise<Engine> {
  const one = engine(files);
  expect((await one.up()).error).toBeNull();
  return one;
}

const tables = (one: Engine): string[] => one.schema().map(({ name }) => name);

describe("the ledger's copy", () => {
  test('takes back when the rollback file is gone', async () => {
    const one = await applied();
    remove(one, 'rollback/002_rollback_b.sql');
    const report = await one.down();
    expect(steps(report)).toEqual(['down 002 rolled-back']);
    expect(report.ran[0]?.notices[0]).toContain('comes from the ledger');
    expect(tables(one)).toEqual(['a']);
  });

  test('takes back what this checkout does not know at all', async () => {
    const one = await applied();
    remove(one, 'rollback/002_rollback_b.sql');
    remove(one, '002_b.sql');
    expect(one.status()).toMatchObject({ state: 'ahead-of-code', problems: [{ code: 'AHEAD_OF_CODE', version: '002' }] });
    expect((await one.up()).error).toMatchObject({ code: 'AHEAD_OF_CODE' });
    expect((await one.down()).error).toBeNull();
    expect(one.status()).toMatchObject({ state: 'up-to-date', version: '001' });
  });

  test('names itself where the error is in it', async () => {
    const one = await applied({ ...FILES, 'rollback/002_rollback_b.sql': '\n\nDROP TABLE nothing;' });
    remove(one, 'rollback/002_rollback_b.sql');
    expect((await one.down()).error).toMatchObject({ code: 'SQL_FAILED', file: 'schema_migrations:002', line: 3 });
  });

  test('is that of when it was applied, whatever line ends the file has today', async () => {
    const one = await applied();
    one.write({ 'rollback/002_rollback_b.sql': '\ufeffDROP TABLE b;' });
    expect((await one.down()).error).toBeNull();
  });
});

describe('where file and ledger differ somebody must choose', () => {
  const edited = { 'rollback/002_rollback_b.sql': 'ALTER TABLE b RENAME TO kept;' };

  test('nothing runs before', async () => {
    const one = await applied();
    one.write(edited);
    const report = await one.down();
    expect(report.error).toMatchObject({ code: 'ROLLBACK_CHANGED', hint: expect.stringContaining('--rollback-from') });
    expect(tables(one)).toEqual(['a', 'b']);
  });

  test.each([
    ['file', ['a', 'kept']],
    ['ledger', ['a']],
  ] as const)('%s', async (rollbackFrom, left) => {
    const one = await applied();
    one.write(edited);
    expect((await one.down({ rollbackFrom })).error).toBeNull();
    expect(tables(one)).toEqual(left);
  });

  test.each([undefined, 'file', 'ledger'] as const)('a rollback written afterwards differs from none (%s)', async (rollbackFrom) => {
    const one = await applied({ '001_a.sql': 'CREATE TABLE a (id);' });
    one.write({ 'rollback/001_rollback_a.sql': 'DROP TABLE a;' });
    expect((await one.down({ rollbackFrom })).error).toBeNull();
    expect(tables(one)).toEqual([]);
  });
});

describe('no way back', () => {
  test('without any rollback', async () => {
    const one = await applied();
    const { error } = await one.down({ to: '0' });
    expect(error).toMatchObject({ code: 'ROLLBACK_MISSING', hint: expect.stringContaining('001_rollback_a.sql') });
    expect(one.applied()).toEqual(['001', '002']);
  });

  test('is said before the up', async () => {
    const one = engine({
      ...FILES,
      '003_c.sql': '-- Reversible: NO\nCREATE TABLE c (id);',
      'rollback/003_rollback_c.sql': 'DROP TABLE c;',
    });
    expect((await one.plan()).planned.map(({ version, reversible }) => [version, reversible])).toEqual([
      ['001', false],
      ['002', true],
      ['003', false],
    ]);
  });

  test('from what declares itself irreversible, rollback or not', async () => {
    const one = await applied({ '001_a.sql': '-- Reversible: NO\nCREATE TABLE a (id);', 'rollback/001_rollback_a.sql': 'DROP TABLE a;' });
    expect((await one.down()).error).toMatchObject({ code: 'IRREVERSIBLE', line: 1 });
    expect(tables(one)).toEqual(['a']);
  });
});

describe('files that were lost or edited do not bar the way back', () => {
  test('an edited migration', async () => {
    const one = await applied();
    one.write({ '002_b.sql': 'CREATE TABLE b (id, more);' });
    expect((await one.up()).error).toMatchObject({ code: 'CHANGED_FILE' });
    expect((await one.down()).error).toBeNull();
  });

  test('a migration that is no longer text', async () => {
    const one = await applied();
    one.write({ '002_b.sql': Buffer.from([0xff, 0xfe, 0x00]) });
    expect((await one.down()).error).toBeNull();
    expect(tables(one)).toEqual(['a']);
  });
});

test('a rollback that fails takes nothing back', async () => {
  const one = await applied({ ...FILES, 'rollback/002_rollback_b.sql': 'DROP TABLE b;\nDROP TABLE nothing;' });
  const report = await one.down();
  expect(report.error).toMatchObject({ code: 'SQL_FAILED', line: 2, file: expect.stringContaining('002_rollback_b.sql') });
  expect(steps(report)).toEqual(['down 002 failed']);
  expect([tables(one), one.applied()]).toEqual([
    ['a', 'b'],
    ['001', '002'],
  ]);
});

test('what was taken back can be applied again', async () => {
  const one = await applied();
  await one.down();
  one.write({ '002_b.sql': 'CREATE TABLE b (id, more);' });
  expect((await one.up()).error).toBeNull();
  expect(one.rows("SELECT event, version FROM schema_migrations_history WHERE version = '002'")).toEqual([
    ['applied', '002'],
    ['rolled-back', '002'],
    ['applied', '002'],
  ]);
  expect(one.verify().problems).toEqual([]);
});
