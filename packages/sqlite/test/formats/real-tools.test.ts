import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { expect, test } from 'vitest';
import { sqliteCatalog } from '@zepix/testkit';
import { engine } from '../engine/engine.js';
import type { Engine } from '../engine/engine.js';

const require = createRequire(import.meta.url);
const DBMATE = join(dirname(require.resolve('dbmate')), 'cli.js');
const DRIZZLE_KIT = join(dirname(require.resolve('drizzle-kit')), 'bin.cjs');

const tables = (file: string): unknown[] => sqliteCatalog(file).filter(({ table }) => !/migrations|sqlite_/.test(table));

const SCHEMA = (rest: string): string => `import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
export const used = [index, text];
export const nests = sqliteTable('nests', { id: integer().primaryKey(), tree: text()${rest === '' ? '' : ".notNull().default('oak')"} });
export const birds = sqliteTable('birds', {
  id: integer().primaryKey({ autoIncrement: true }),
  nest: integer().references(() => nests.id, { onDelete: 'cascade' }),
${rest}`;

const BEFORE = SCHEMA('').concat('});');
const AFTER = SCHEMA('  name: text(),\n').concat("}, (table) => [index('birds_name').on(table.name)]);");

/** `migrations/main` as drizzle-kit writes it for two versions of a schema: the second rebuilds a table. */
function generated(one: Engine): void {
  symlinkSync(join(import.meta.dirname, '../../node_modules'), one.folder.file('node_modules'), 'junction');
  for (const [name, schema] of Object.entries({ first: BEFORE, second: AFTER })) {
    writeFileSync(one.folder.file('schema.ts'), schema);
    const args = [DRIZZLE_KIT, 'generate', '--dialect', 'sqlite', '--schema', 'schema.ts', '--out', 'migrations/main', '--name', name];
    execFileSync(process.execPath, args, { cwd: one.folder.path, stdio: 'pipe' });
  }
}

test('drizzle-kit: what it generates makes the schema that its migrator makes, whose databases are taken over by a baseline', async () => {
  const one = engine({ 'rollback/.keep': '' });
  generated(one);
  expect(await one.up({ approval: 'all' })).toMatchObject({ error: null, version: '0001', format: { name: 'drizzle' } });
  const own = tables(one.file);
  expect(own.length).toBeGreaterThan(1);
  rmSync(one.file);
  const database = new Database(one.file);
  migrate(drizzle(database), { migrationsFolder: one.folder.file('migrations', 'main') });
  database.close();
  expect(tables(one.file)).toEqual(own);
  expect((await one.up()).error?.code).toBe('FOREIGN_LEDGER');
  expect((await one.migrator.baseline('0001')).result).toMatchObject({ recorded: ['0000', '0001'], differences: [] });
  expect(one.verify()).toMatchObject({ state: 'up-to-date', problems: [] });
});

test('dbmate: its files go up and down here as there, and its ledger is refused', async () => {
  const one = engine({ 'rollback/.keep': '' });
  const dbmate = (...args: readonly string[]): void => {
    const env = {
      ...process.env,
      DATABASE_URL: 'sqlite:theirs.db',
      DBMATE_MIGRATIONS_DIR: 'migrations/main',
      DBMATE_NO_DUMP_SCHEMA: 'true',
    };
    execFileSync(process.execPath, [DBMATE, ...args], { cwd: one.folder.path, stdio: 'pipe', env });
  };
  mkdirSync(one.folder.file('migrations', 'main'), { recursive: true });
  dbmate('new', 'add_birds');
  const name = readdirSync(one.folder.file('migrations', 'main')).find((file) => file.endsWith('.sql')) ?? '';
  const template = readFileSync(one.folder.file('migrations', 'main', name), 'utf8');
  one.write({
    [name]: template
      .replace('-- migrate:up\n', '-- migrate:up\nCREATE TABLE birds (id INTEGER PRIMARY KEY, name TEXT);\n')
      .replace('-- migrate:down\n', '-- migrate:down\nDROP TABLE birds;\n'),
  });
  dbmate('up');
  expect((await one.up()).error).toBeNull();
  expect(tables(one.file)).toEqual(tables(one.folder.file('theirs.db')));
  expect((await one.down()).error).toBeNull();
  expect(tables(one.file)).toEqual([]);
  const theirs = engine(
    { [name]: readFileSync(one.folder.file('migrations', 'main', name)) },
    { config: { file: one.folder.file('theirs.db') } },
  );
  expect((await theirs.up()).error?.code).toBe('FOREIGN_LEDGER');
});
