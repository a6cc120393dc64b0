import { existsSync } from 'node:fs';
import { adHocDatabase, createMigrator } from '@zepix/migrations-core';
import { describe, expect, test } from 'vitest';
import { sqliteDriver } from '../../src/index.js';
import { engine, engines, only, steps } from './engine.js';

const CREATE = 'CREATE TABLE t (id INTEGER PRIMARY KEY);';

describe('refused before anything is created', () => {
  test.each([
    ['-- Migration: 003_a.sql', 'HEADER_MISMATCH'],
    ['-- Version: 2', 'HEADER_MISMATCH'],
    ['-- Database: other.db', 'DATABASE_MISMATCH'],
    ['-- Transacton: NO', 'HEADER_KEY_UNKNOWN'],
    ['-- Transaction: MAYBE', 'HEADER_VALUE_INVALID'],
    ['-- Author: a\n-- Author: b', 'HEADER_KEY_REPEATED'],
    ['-- Requires: something', 'HEADER_VALUE_INVALID'],
    ['-- Online: YES', 'DIRECTIVE_UNSUPPORTED'],
  ])('%s', async (header, code) => {
    const one = engine({ '001_a.sql': `-- prose\n${header}\n${CREATE}` });
    const { error } = await one.up();
    expect(error).toMatchObject({ code, file: expect.stringContaining('001_a.sql'), dataState: 'Nothing was changed.' });
    expect(error?.line).toBe(1 + header.split('\n').length);
    expect(existsSync(one.file)).toBe(false);
  });

  test("a rollback's header is held to its number and database, too", async () => {
    const one = engine({ '001_a.sql': CREATE, 'rollback/001_rollback_a.sql': '-- Rollback: 002_rollback_a.sql\nDROP TABLE t;' });
    await one.up();
    expect((await one.down()).error).toMatchObject({ code: 'HEADER_MISMATCH', line: 1 });
    expect(one.applied()).toEqual(['001']);
  });
});

describe('accepted', () => {
  test.each(['-- Migration: 1_another_name.sql', '-- Version: 1', '-- Version: v3.1', '-- Applied: 2026-01-12', '-- TODO: nothing'])(
    '%s',
    async (header) => {
      expect((await engine({ '001_a.sql': `${header}\n${CREATE}` }).up()).error).toBeNull();
    },
  );

  test('behind the first statement a comment is no header', async () => {
    expect((await engine({ '001_a.sql': `${CREATE}\n-- Transacton: NO\n-- Version: 9\n` }).up()).error).toBeNull();
  });

  test('the description goes into the ledger', async () => {
    const one = engine({ '001_a.sql': `-- Description: the first table\n${CREATE}` });
    await one.up();
    expect(one.rows('SELECT description FROM schema_migrations')).toEqual([['the first table']]);
  });
});

describe('Database', () => {
  const CONFIG = { label: 'V3 Combined', aliases: ['v3'], file: 'live/real.db', migrations: 'migrations/main' };

  test.each(['main', 'MAIN', 'v3', 'V3 Combined', 'real.db'])('%s names it', async (name) => {
    const one = engine({ '001_a.sql': `-- Database: ${name}\n${CREATE}` }, { config: { ...CONFIG, file: 'real.db' } });
    expect((await one.up()).error).toBeNull();
  });

  test("the folder's name and the default file's name do, too", async () => {
    const { migrator } = engines({
      one: { migrations: { '001_a.sql': `-- Database: elsewhere\n${CREATE}` }, config: { migrations: 'migrations/elsewhere' } },
    });
    expect(only(await migrator.up()).error).toMatchObject({ code: 'FOLDER_MISSING' });
    const two = engine({ '001_a.sql': `-- Database: one.db\n${CREATE}` }, { config: { file: 'one.db' } });
    expect((await two.up()).error).toBeNull();
  });

  test('a database given by hand is told of another name, not refused', async () => {
    const one = engine({ '001_a.sql': `-- Database: other.db\n${CREATE}` });
    const database = adHocDatabase('by-hand.db', 'migrations/main', one.folder.path, []);
    const report = only(await createMigrator({ databases: [database], driver: sqliteDriver() }).up());
    expect(steps(report)).toEqual(['up 001 applied']);
    expect(report.ran[0]?.notices.join()).toContain('Database: other.db');
  });
});

describe('Requires', () => {
  const requiring = (what: string): string => `-- Requires: ${what}\nCREATE TABLE r (id);`;

  test('a migration of the same run', async () => {
    expect((await engine({ '001_a.sql': CREATE, '002_b.sql': requiring('001_a.sql') }).up()).error).toBeNull();
  });

  test('one that is not there, or comes later', async () => {
    const one = engine({ '001_a.sql': CREATE, '002_b.sql': requiring('003'), '003_c.sql': 'CREATE TABLE c (id);' });
    expect((await one.up()).error).toMatchObject({ code: 'REQUIRES_UNMET', line: 1, file: expect.stringContaining('002_b.sql') });
    expect(existsSync(one.file)).toBe(false);
  });

  const CENTRAL = { '001_a.sql': CREATE, '002_b.sql': 'CREATE TABLE b (id);' };

  test('of another database that comes first in the same run', async () => {
    const { migrator } = engines({
      shop: { migrations: { '001_a.sql': requiring('central/002') }, config: { after: 'central' } },
      central: { migrations: CENTRAL },
    });
    expect((await migrator.up()).databases.map(({ error }) => error)).toEqual([null, null]);
  });

  test('of another database that comes later in the same run, until it is applied', async () => {
    const { migrator } = engines({ shop: { migrations: { '001_a.sql': requiring('central/2') } }, central: { migrations: CENTRAL } });
    const { databases } = await migrator.up();
    expect(databases.map(({ error }) => error?.code ?? null)).toEqual(['REQUIRES_UNMET', null]);
    expect(databases.map(({ version }) => version)).toEqual([null, null]);
    await migrator.up({ filter: ['central'] });
    expect((await migrator.up({ filter: ['shop'] })).ok).toBe(true);
  });

  test('of a database that nobody knows', async () => {
    expect((await engine({ '001_a.sql': requiring('centrl/002') }).up()).error).toMatchObject({
      code: 'REQUIRES_UNMET',
      message: expect.stringContaining('no database "centrl"'),
    });
  });
});
