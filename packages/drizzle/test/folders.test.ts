import { writeFiles } from '@zepix/testkit';
import { readFileSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { adHocDatabase, createKeeper } from '@zepix/migrations-core';
import type { Declarations, Keeper, ResultReport } from '@zepix/migrations-core';
import { sqliteDriver } from '@zepix/migrations-sqlite';
import { drizzleDeclarations } from '../src/index.js';
import { project } from './project.js';

/** Reads as drizzle-kit 1 leaves it: a script, and a note that goes into the migration's own folder. */
function declarations(script: string, id: string): Declarations {
  const note = { text: JSON.stringify({ version: '7', id, prevIds: [], ddl: [], renames: [] }), layout: 'folders' } as const;
  return { ...drizzleDeclarations(), read: () => Promise.resolve({ script, note }) };
}

it('in a folder for each migration the notes are a chain, and name what was renamed', async () => {
  const folder = project(false);
  writeFiles(folder.path, {
    'drizzle/20260101000000_first/migration.sql': 'CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);\n',
    'drizzle/20260101000000_first/snapshot.json': JSON.stringify({ id: 'one', prevIds: ['00000000-0000-0000-0000-000000000000'] }),
  });
  const keeper = (script: string, id: string): Keeper =>
    createKeeper({
      databases: [adHocDatabase('app.db', 'drizzle', folder.path, [])],
      driver: sqliteDriver(),
      declarations: declarations(script, id),
    });
  const written = ({ error, result }: ResultReport<{ readonly file: string | null }>): string =>
    error?.message ?? result?.file ?? 'nothing';
  const second = 'CREATE TABLE people (id INTEGER PRIMARY KEY, called TEXT);';
  const renames = [
    { table: 'users', to: 'people' },
    { table: 'users', column: 'name', to: 'called' },
  ];
  const up = written(await keeper(second, 'two').generate({ name: 'rename', schema: { name: 's', root: folder.path }, renames }));
  expect(up).toMatch(/^drizzle\/\d{14}_rename\/migration\.sql$/);
  const third = 'CREATE TABLE people (id INTEGER PRIMARY KEY, called TEXT, age INTEGER);';
  expect(written(await keeper(third, 'three').generate({ name: 'age', schema: { name: 's', root: folder.path } }))).toContain('_age/');
  const folders = readdirSync(folder.file('drizzle')).filter((name) => name !== 'rollback');
  expect(folders).toEqual(folders.toSorted());
  const notes = folders.map((name) => JSON.parse(readFileSync(folder.file('drizzle', name, 'snapshot.json'), 'utf8')) as unknown);
  expect(notes).toMatchObject([
    { id: 'one' },
    { id: 'two', prevIds: ['one'], renames: ['users->people', 'people.name->people.called'] },
    { id: 'three', prevIds: ['two'], renames: [] },
  ]);
  expect(readdirSync(folder.file('drizzle', 'rollback'))).toHaveLength(2);
});
