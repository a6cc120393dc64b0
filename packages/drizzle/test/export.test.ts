import { writeFiles } from '@zepix/testkit';
import { describe, expect, it } from 'vitest';
import { drizzleDeclarations } from '../src/index.js';
import { complaintError } from '../src/kit/complaint.js';
import { project } from './project.js';

const TABLE = `import { sqliteTable, text } from 'drizzle-orm/sqlite-core';\nexport const t = sqliteTable('t', { a: text('a') });\n`;

describe('a schema that can not be read is never taken for one without tables', () => {
  it.each([
    ['no such file', {}, 'missing.ts', { code: 'DECLARATIONS_MISSING' }],
    [
      'a syntax error, with which drizzle-kit exits 0',
      { 'schema.ts': `${TABLE}export const x = ;` },
      'schema.ts',
      { code: 'DECLARATIONS_UNREADABLE', location: { file: 'schema.ts', line: 3, column: 18 } },
    ],
    [
      'an import that is not there',
      { 'schema.ts': `import './gone';\n${TABLE}` },
      'schema.ts',
      {
        code: 'DECLARATIONS_UNREADABLE',
        location: { file: 'schema.ts', line: 1, column: 8 },
        hint: expect.stringContaining('no such file'),
      },
    ],
    [
      'a package that is not there, of a file in a folder',
      { 'db/a.ts': TABLE, 'db/b.ts': `${TABLE.replace("'t'", "'u'")}import x from "@acme/x";\nexport const y = x;\n` },
      'db',
      {
        code: 'DECLARATIONS_UNREADABLE',
        location: { file: 'db/b.ts', line: 3, column: 15 },
        hint: expect.stringContaining('npm install @acme/x'),
      },
    ],
    [
      'an error of its own',
      { 'schema.ts': `${TABLE}\n\nfunction boom(): never {\n  throw new Error('no URL');\n}\nboom();\n` },
      'schema.ts',
      { code: 'DECLARATIONS_UNREADABLE', message: expect.stringContaining('no URL'), location: { file: 'schema.ts', line: 6, column: 9 } },
    ],
    [
      'no table of SQLite',
      { 'schema.ts': "import { pgTable, text } from 'drizzle-orm/pg-core';\nexport const t = pgTable('t', { a: text() });\n" },
      'schema.ts',
      { code: 'DECLARATIONS_UNREADABLE', message: expect.stringContaining('declares no table'), hint: expect.stringContaining('pg-core') },
    ],
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

  it('a drizzle-kit that is too old is named with its version', () => {
    const said = "error: unknown command 'generate'\n(Did you mean generate:pg?)";
    const folder = project(false);
    writeFiles(folder.path, { 'kit/package.json': '{ "version": "0.20.18" }' });
    expect(complaintError({ schema: 'schema.ts', root: folder.path, kit: folder.file('kit/bin.cjs'), said })).toMatchObject({
      message: expect.stringContaining('drizzle-kit 0.20.18 does not fit'),
      hint: expect.stringContaining('drizzle-kit@latest'),
    });
  });

  it('reads aliases of the project that the schema lies in, and a path with backslashes', async () => {
    const folder = project();
    writeFiles(folder.path, {
      'apps/web/package.json': '{}',
      'apps/web/tsconfig.json': '{ "compilerOptions": { "baseUrl": ".", "paths": { "@/*": ["./lib/*"] } } }',
      'apps/web/lib/t.ts': TABLE,
      'apps/web/db/schema.ts': "export * from '@/t';\n",
    });
    const { script } = await drizzleDeclarations().read('apps\\web\\db\\schema.ts', folder.path);
    expect(script).toContain('CREATE TABLE `t`');
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
