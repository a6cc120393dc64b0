import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readFolder } from '../../src/files/folder.js';
import type { Folder } from '../../src/files/folder.js';
import { folderReader } from '../../src/files/folders.js';
import { objectSource } from '../../src/files/object-source.js';
import { folderSource } from '../../src/files/source.js';

function emptyFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'zepix-folder-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const path = emptyFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return path;
}

function read(files: Readonly<Record<string, string | Uint8Array>>): Folder {
  return readFolder(folderSource(folderOf(files), 'migrations'));
}

const versions = ({ migrations }: Folder): string[] => migrations.map(({ version }) => version);
const codes = ({ problems }: Folder): string[] => problems.map(({ code }) => code);

describe('what is read', () => {
  test('migrations in the order of their numbers, whatever the digits', () => {
    const folder = read({ '1000_d.sql': '', '999_c.sql': '', '2_b.sql': '', '001_a.sql': '', '12345678901234567890_e.sql': '' });
    expect(versions(folder)).toEqual(['001', '2', '999', '1000', '12345678901234567890']);
    expect(folder.problems).toEqual([]);
  });

  test('the character that stands for bytes that are no text is text itself', () => {
    const folder = read({ '001_a.sql': '-- \ufffd\nSELECT 1;\n', '002_b.sql': '\ufeff-- größe\r\n' });
    expect(folder.migrations.map(({ text }) => text)).toEqual(['-- \ufffd\nSELECT 1;\n', '-- größe\n']);
    expect(folder.problems).toEqual([]);
  });

  test('bytes that are no text are refused where they stand, in a migration and in its rollback', () => {
    const bytes = Buffer.concat([Buffer.from('-- ok\n-- gr'), Buffer.from([0xf6]), Buffer.from('ße')]);
    const { problems } = read({ '001_a.sql': bytes, 'rollback/001_rollback_a.sql': bytes });
    expect(problems.map(({ code, location }) => [code, location?.line, location?.column])).toEqual([
      ['ENCODING_INVALID', 2, 6],
      ['ENCODING_INVALID', 2, 6],
    ]);
  });

  test('an empty folder has no migrations and no problems', () => {
    expect(read({})).toMatchObject({ migrations: [], problems: [] });
  });

  test('text is normalised before the checksum: BOM and CRLF make no other migration', () => {
    const [plain] = read({ '001_a.sql': 'SELECT 1;\n' }).migrations;
    const [windows] = read({ '001_a.sql': '\ufeffSELECT 1;\r\n' }).migrations;
    const [other] = read({ '001_a.sql': 'SELECT 2;\n' }).migrations;
    expect(windows).toEqual(plain);
    expect(other?.checksum).not.toBe(plain?.checksum);
  });

  test.each(['rollback/002_rollback_b.sql', 'rollback/002_rollback.sql', '002_b.down.sql', 'rollback/2_rollback.sql'])(
    '%s takes 002 back',
    (name) => {
      const folder = read({ '001_a.sql': 'SELECT 1;', '002_b.sql': 'SELECT 2;', [name]: 'SELECT -2;' });
      expect(folder.problems).toEqual([]);
      expect(folder.migrations.map(({ rollback }) => rollback?.text ?? null)).toEqual([null, 'SELECT -2;']);
      expect(folder.migrations[1]?.rollback?.file).toBe(join('migrations', name));
    },
  );

  test('.up.sql and .down.sql belong together', () => {
    const { migrations, problems } = read({ '001_a.up.sql': 'SELECT 1;', '001_a.down.sql': 'SELECT -1;' });
    expect(problems).toEqual([]);
    expect(migrations).toMatchObject([{ version: '001', name: 'a', text: 'SELECT 1;', rollback: { text: 'SELECT -1;' } }]);
  });

  test.each(['README.md', '.001_a.sql', '.DS_Store', 'notes.txt', '002_b.sql.bak', 'index.ts', 'rollback/README.md', 'rollback/.keep'])(
    '%s is passed over',
    (name) => {
      const folder = read({ '001_a.sql': '', [name]: 'x' });
      expect([versions(folder), codes(folder)]).toEqual([['001'], []]);
    },
  );

  test('other folders are not looked into, and one that is named like a migration is told', () => {
    const folder = read({ '001_a.sql': '', 'old/002_b.sql': '', '003_c.sql/004_d.sql': '', 'rollback/deep/001_rollback_a.sql': '' });
    expect([versions(folder), codes(folder)]).toEqual([['001'], ['FILE_UNREADABLE']]);
    expect(folder.migrations[0]?.rollback).toBeNull();
  });

  test.skipIf(process.platform === 'win32')('a link to a file is a file, a link to nothing is passed over', () => {
    const path = folderOf({ 'elsewhere/real.txt': 'SELECT 7;' });
    symlinkSync(join(path, 'elsewhere', 'real.txt'), join(path, '001_linked.sql'));
    symlinkSync(join(path, 'nothing'), join(path, '002_dangling.sql'));
    expect(readFolder(folderSource(path, 'm')).migrations).toMatchObject([{ version: '001', text: 'SELECT 7;' }]);
  });
});

describe('what is wrong is said, and the rest is still read', () => {
  test.each(['a.sql', '002.sql', '002_B.SQL', '002a.sql', '002_a b.sql'])('%s is off the pattern', (name) => {
    const folder = read({ '001_a.sql': '', [name]: '' });
    expect(folder.problems).toMatchObject([{ code: 'FILE_NAME_INVALID', location: { file: join('migrations', name) } }]);
    expect(versions(folder)).toEqual(['001']);
  });

  test.each(['001_a.sql', '001_rollback_.sql', 'rollback.sql'])('rollback/%s is off the pattern', (name) => {
    const { problems } = read({ '001_a.sql': '', [`rollback/${name}`]: '' });
    expect(problems).toMatchObject([{ code: 'FILE_NAME_INVALID' }]);
    expect(problems[0]?.hint).toContain('NNN_rollback_name.sql');
  });

  test.each(['002_b.ts', '002_b.mjs', '002-b.cjs'])('%s is a kind that can not run yet', (name) => {
    expect(codes(read({ '001_a.sql': '', [name]: '' }))).toEqual(['FILE_KIND_UNSUPPORTED']);
  });

  test.each([
    ['002_b.sql', '2_c.sql'],
    ['002_b.sql', '002_c.sql'],
    ['002_b.sql', '002_b.up.sql'],
    ['1_a.sql', '00000000000000000000001_b.sql'],
  ])('%s and %s have one version', (first, second) => {
    const folder = read({ [first]: '', [second]: '' });
    expect(codes(folder)).toEqual(['VERSION_DUPLICATE']);
    expect(folder.problems[0]?.message).toContain(first);
    expect(folder.problems[0]?.message).toContain(second);
  });

  test.each([
    ['rollback/001_rollback.sql', 'rollback/001_rollback_a.sql'],
    ['001_a.down.sql', 'rollback/001_rollback_a.sql'],
    ['001_a.down.sql', '1_a.down.sql'],
  ])('%s and %s both take back 001', (first, second) => {
    expect(codes(read({ '001_a.sql': '', [first]: '', [second]: '' }))).toEqual(['ROLLBACK_DUPLICATE']);
  });

  test('a rollback of no migration', () => {
    const { problems } = read({ '001_a.sql': '', 'rollback/002_rollback_b.sql': '' });
    expect(problems).toMatchObject([{ code: 'ROLLBACK_ORPHAN', location: { file: join('migrations', 'rollback', '002_rollback_b.sql') } }]);
  });

  test('a file that is no UTF-8 is told with its place, and is never taken for the one that was applied', () => {
    const folder = read({ '001_a.sql': Buffer.from([0x2d, 0x2d, 0xff]), '002_b.sql': 'SELECT 1;' });
    expect(folder.problems).toMatchObject([{ code: 'ENCODING_INVALID', location: { line: 1, column: 3 } }]);
    expect(versions(folder)).toEqual(['001', '002']);
    expect(folder.migrations[0]?.checksum).not.toMatch(/^[0-9a-f]{64}$/);
  });

  test('every problem of a folder is told at once', () => {
    const files = { '1_a.sql': '', '01_b.sql': '', 'x.sql': '', '003_c.ts': '', 'rollback/009_rollback.sql': '' };
    expect(codes(read(files)).toSorted()).toEqual(['FILE_KIND_UNSUPPORTED', 'FILE_NAME_INVALID', 'ROLLBACK_ORPHAN', 'VERSION_DUPLICATE']);
  });
});

test('a folder that is not there', () => {
  const path = join(emptyFolder(), 'none');
  expect(() => readFolder(folderSource(path, 'migrations/none'))).toThrow(
    expect.objectContaining({
      code: 'FOLDER_MISSING',
      message: expect.stringContaining('migrations/none'),
      hint: expect.stringContaining(path),
    }),
  );
});

test('a file where the folder should be', () => {
  const path = join(folderOf({ file: '' }), 'file');
  expect(() => readFolder(folderSource(path, 'm'))).toThrow(expect.objectContaining({ code: 'FILE_UNREADABLE' }));
});

describe('a folder that several databases share', () => {
  test('is read once, as it was then', () => {
    const path = folderOf({ '001_a.sql': 'SELECT 1;\n' });
    const read = folderReader();
    const first = read(folderSource(path, 'migrations'));
    writeFileSync(join(path, '001_a.sql'), 'SELECT 2;\n');
    expect(read(folderSource(path, 'migrations'))).toBe(first);
    expect(folderReader()(folderSource(path, 'migrations')).migrations[0]?.text).toBe('SELECT 2;\n');
  });

  test('is another where it is shown otherwise, read by other conventions, or lies on no disk', () => {
    const path = folderOf({ '001_a.sql': 'SELECT 1;\n' });
    const read = folderReader();
    const first = read(folderSource(path, 'migrations'));
    expect(read(folderSource(path, 'elsewhere')).migrations[0]?.file).toBe(join('elsewhere', '001_a.sql'));
    expect(read({ ...folderSource(path, 'migrations'), format: 'zepix' })).not.toBe(first);
    const [one, other] = ['SELECT 1;', 'SELECT 2;'].map((text) => read(objectSource('texts', { '001_a.sql': text })).migrations[0]?.text);
    expect([one, other]).toEqual(['SELECT 1;', 'SELECT 2;']);
  });
});
