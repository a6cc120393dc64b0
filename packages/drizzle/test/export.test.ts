import { writeFiles } from '@zepix/testkit';
import { describe, expect, it } from 'vitest';
import { drizzleDeclarations } from '../src/index.js';
import { project } from './project.js';

const TABLE = `import { sqliteTable, text } from 'drizzle-orm/sqlite-core';\nexport const t = sqliteTable('t', { a: text('a') });\n`;

describe('a schema that can not be read is never taken for one without tables', () => {
  it.each([
    ['no such file', {}, 'missing.ts', { code: 'DECLARATIONS_MISSING' }],
    [
      'a syntax error, with which drizzle-kit exits 0',
      { 'schema.ts': `${TABLE}export const x = ;` },
      'schema.ts',
      { code: 'DECLARATIONS_UNREADABLE' },
    ],
    ['an import that is not there', { 'schema.ts': `import './gone';\n${TABLE}` }, 'schema.ts', { code: 'DECLARATIONS_UNREADABLE' }],
    ['no table', { 'schema.ts': 'export const x = 1;\n' }, 'schema.ts', { code: 'DECLARATIONS_UNREADABLE' }],
  ])('%s', async (_, files, schema, error) => {
    const folder = project();
    writeFiles(folder.path, files);
    await expect(drizzleDeclarations().read(schema, folder.path)).rejects.toMatchObject(error);
  });

  it('without drizzle-kit it says what to install', async () => {
    const folder = project(false);
    writeFiles(folder.path, { 'schema.ts': TABLE });
    const reading = drizzleDeclarations().read('schema.ts', folder.path);
    await expect(reading).rejects.toMatchObject({
      code: 'DECLARATIONS_MISSING',
      hint: expect.stringContaining('npm install --save-dev drizzle-kit'),
    });
  });

  it('reads a file, a folder, and a module that imports another', async () => {
    const folder = project();
    writeFiles(folder.path, { 'db/t.ts': TABLE, 'index.ts': "export * from './db/t.js';\n" });
    const read = async (schema: string): Promise<string> => (await drizzleDeclarations().read(schema, folder.path)).script;
    expect(new Set([await read('db/t.ts'), await read('db'), await read('./index.ts')])).toEqual(
      new Set(['CREATE TABLE `t` (\n\t`a` text\n);\n']),
    );
  });
});
