import { describe, expect, test } from 'vitest';
import { readFolder } from '../../../src/files/folder.js';
import type { Folder } from '../../../src/files/folder.js';
import type { FormatName } from '../../../src/files/formats/format.js';
import { objectSource } from '../../../src/files/object-source.js';
import { sha256 } from '../../../src/files/text.js';

type Files = Readonly<Record<string, string>>;

function read(files: Files, format?: FormatName): Folder {
  return readFolder({ ...objectSource('m', files), format });
}

const codes = ({ problems }: Folder): string[] => problems.map(({ code, location }) => `${code} ${location?.line}`);
const versions = ({ migrations }: Folder): string[] => migrations.map(({ version, name }) => `${version} ${name}`);

function journal(tags: readonly string[], more: object = {}): string {
  const entries = tags.map((tag, idx) => ({ idx, version: '6', when: 1700000000000 + idx, tag, breakpoints: true }));
  return JSON.stringify({ version: '7', dialect: 'sqlite', entries, ...more });
}

describe('recognising whose folder it is', () => {
  const marks: readonly (readonly [FormatName, Files])[] = [
    ['zepix', { '001_a.sql': 'SELECT 1;' }],
    ['zepix', {}],
    ['zepix', { '001_a.sql': 'SELECT 1;', '001_a.down.sql': 'SELECT 1;' }],
    ['drizzle', { '0000_a.sql': 'SELECT 1;', 'meta/_journal.json': journal(['0000_a']) }],
    ['drizzle', { '20250101000000_a/migration.sql': 'SELECT 1;', '20250101000000_a/snapshot.json': '{}' }],
    ['dbmate', { '1_a.sql': '-- migrate:up\nSELECT 1;\n' }],
    ['goose', { '1_a.sql': '-- +goose Up\nSELECT 1;\n' }],
    ['goose', { '1_a.sql': '\uFEFF-- +goose up\r\nSELECT 1;\r\n' }],
    ['golang-migrate', { '1_a.up.sql': 'SELECT 1;', '1_a.down.sql': 'SELECT 1;' }],
    ['golang-migrate', { '1_a.up.sql': 'SELECT 1;', 'rollback/1_rollback_a.sql': 'SELECT 1;' }],
    ['prisma', { 'migration_lock.toml': 'provider = "sqlite"', '20250101000000_a/migration.sql': 'SELECT 1;' }],
    ['diesel', { '2025-01-01-000000_a/up.sql': 'SELECT 1;' }],
    ['flyway', { 'V1__a.sql': 'SELECT 1;' }],
  ];

  test.each(marks)('%s', (format, files) => {
    expect(read(files)).toMatchObject({ format, detected: true, problems: [] });
  });

  const several: readonly Files[] = [
    { '1_a.sql': '-- migrate:up\nSELECT 1;', '2_b.sql': '-- +goose Up\nSELECT 1;' },
    { '1_a.sql': '-- migrate:up\nSELECT 1;', 'meta/_journal.json': journal([]) },
    { '20250101000000_a/migration.sql': 'SELECT 1;' },
    { 'migration_lock.toml': '', '1_a/migration.sql': '', '1_a/snapshot.json': '{}' },
    { '1_a.up.sql': '-- Transaction: NO\nVACUUM;', '1_a.down.sql': 'SELECT 1;' },
  ];

  test.each(several)('asks where it could be several: %o', (files) => {
    expect(() => read(files)).toThrow(expect.objectContaining({ code: 'FORMAT_AMBIGUOUS' }));
  });

  test('does as it is told', () => {
    expect(read({ '1_a.up.sql': '-- Transaction: NO\nVACUUM;' }, 'zepix')).toMatchObject({ format: 'zepix', detected: false });
  });
});

describe('drizzle', () => {
  test('takes the versions from tags that are numbers, and the places of others', () => {
    const tags = ['0000_a', '0001_b', '0001_c', 'odd_name', '20260101000000_t'];
    const files = Object.fromEntries(tags.map((tag) => [`${tag}.sql`, 'SELECT 1;']));
    const folder = read({ ...files, 'meta/_journal.json': journal(tags) });
    expect(versions(folder)).toEqual(['0000 a', '0001 b', '0002 0001_c', '0003 odd_name', '20260101000000 t']);
    expect(folder.problems).toEqual([]);
  });

  test('tells of files without an entry, and of entries without a file', () => {
    const folder = read({ '0000_a.sql': '', '0002_c.sql': '', 'meta/_journal.json': journal(['0000_a', '0001_b']) });
    expect(folder.problems.map(({ message }) => message)).toEqual([
      'm (bundled)/meta/_journal.json lists 0001_b, but there is no 0001_b.sql.',
      'm (bundled)/0002_c.sql is not in m (bundled)/meta/_journal.json: drizzle would not run it.',
    ]);
  });

  test('refuses an order that is not that of the versions', () => {
    const tags = ['20260101000000_a', '0001_b'];
    const folder = read({ [`${tags[0]}.sql`]: '', [`${tags[1]}.sql`]: '', 'meta/_journal.json': journal(tags) });
    expect(codes(folder)).toEqual(['FORMAT_INVALID 1']);
  });

  test.each([
    ['FORMAT_UNSUPPORTED', journal([], { dialect: 'postgresql' })],
    ['FORMAT_INVALID', journal([], { dialect: undefined })],
    ['FORMAT_INVALID', '{"dialect":"sqlite","entries":['],
    ['FORMAT_INVALID', '[]'],
    ['FORMAT_INVALID', '{"dialect":"sqlite","entries":[1]}'],
    ['FORMAT_INVALID', '{"dialect":"sqlite","entries":[{"idx":-1,"tag":"a"}]}'],
    ['FORMAT_INVALID', '{"dialect":"sqlite","entries":[{"idx":0,"tag":"../a"}]}'],
  ])('%s: %s', (code, text) => {
    expect(() => read({ 'meta/_journal.json': text })).toThrow(expect.objectContaining({ code }));
  });

  test('takes a rollback of ours beside it', () => {
    const files = { '0000_a.sql': 'CREATE TABLE a (x);', 'rollback/0000_rollback_a.sql': 'DROP TABLE a;' };
    const [first] = read({ ...files, 'meta/_journal.json': journal(['0000_a']) }).migrations;
    expect(first?.rollback).toMatchObject({ text: 'DROP TABLE a;' });
    expect(first?.rollback?.adopted).toBeUndefined();
  });
});

describe('files that hold both directions', () => {
  test('dbmate: the checksum is that of the up part, and the down part keeps its lines', () => {
    const up = '-- about it\n-- migrate:up transaction:false\nVACUUM;\n';
    const [file] = read({ '20250101_a.sql': `${up}-- migrate:down\nDROP TABLE a;\n` }).migrations;
    expect(file).toMatchObject({ version: '20250101', name: 'a', text: up, checksum: sha256(up), adopted: { transactional: false } });
    expect(file?.rollback).toMatchObject({ text: '\n\n\n-- migrate:down\nDROP TABLE a;\n', adopted: { transactional: true } });
  });

  test('a down that holds only comments is none', () => {
    const empty = '-- migrate:up\nSELECT 1;\n-- migrate:down\n/* nothing */ -- to do\n;\n';
    expect(read({ '1_a.sql': empty }).migrations[0]?.rollback).toBeNull();
    expect(read({ '1_a.up.sql': 'SELECT 1;', '1_a.down.sql': ' -- none' }).migrations[0]?.rollback).toBeNull();
  });

  test.each([
    ['-- migrate:down\nSELECT 1;\n-- migrate:up\nSELECT 1;', 1],
    ['SELECT 0;\n-- migrate:up\nSELECT 1;', 1],
    ['-- migrate:up\nSELECT 1;\n-- migrate:up\nSELECT 2;', 3],
    ['-- migrate:up\n-- migrate:down\n-- migrate:down\n', 3],
    [' -- migrate:up\nSELECT 1;', 1],
  ])('dbmate refuses %j', (text, line) => {
    expect(codes(read({ '1_a.sql': text }, 'dbmate'))).toEqual([`FORMAT_INVALID ${line}`]);
  });

  test('goose: a statement may end with StatementEnd, and nothing moves', () => {
    const text =
      '-- +goose NO TRANSACTION\n-- +goose Up\n-- +goose StatementBegin\nSELECT 1\n-- +goose StatementEnd\nSELECT 2;\n-- +goose Down\nSELECT 3;';
    const [file] = read({ '1_a.sql': text }).migrations;
    expect(file?.text).toBe(text.slice(0, text.indexOf('-- +goose Down')).replace('-- +goose StatementEnd', ';--+goose StatementEnd'));
    expect(file?.adopted).toEqual({ format: 'goose', transactional: false });
    expect(file?.rollback?.text).toBe(`${'\n'.repeat(6)}-- +goose Down\nSELECT 3;`);
  });

  test.each([
    ['-- +goose Up\n-- +goose Sideways\n', 'FORMAT_INVALID 2'],
    ['-- +goose Down\n-- +goose Up\n', 'FORMAT_INVALID 1'],
    ['-- +goose Up\n-- +goose Up\n', 'FORMAT_INVALID 2'],
    ['SELECT 1;\n-- +goose Up\n', 'FORMAT_INVALID 1'],
    ['-- +goose Up\n-- +goose StatementBegin\n', 'FORMAT_INVALID 2'],
    ['-- +goose Up\n-- +goose StatementEnd\n', 'FORMAT_INVALID 2'],
    ['-- +goose Up\n-- +goose StatementBegin\n-- +goose Down\n', 'FORMAT_INVALID 3'],
    ['-- +goose ENVSUB ON\n-- +goose Up\nSELECT ${A};', 'FORMAT_UNSUPPORTED 1'],
    ['SELECT 1;', 'FORMAT_INVALID 1'],
  ])('goose refuses %j', (text, expected) => {
    expect(codes(read({ '1_a.sql': text }, 'goose'))).toEqual([expected]);
  });

  test('goose: what is written in Go is refused, tests and other files are not', () => {
    const files = { '1_a.sql': '-- +goose Up\nSELECT 1;', '2_b.go': '', '2_b_test.go': '', 'embed.go': '' };
    expect(read(files).problems.map(({ code, location }) => `${code} ${location?.file}`)).toEqual([
      'FORMAT_UNSUPPORTED m (bundled)/2_b.go',
    ]);
  });
});

describe('names and folders', () => {
  test('golang-migrate: a down without its up, and a number given twice', () => {
    const folder = read({ '1_a.up.sql': '', '01_b.up.sql': '', '2_c.down.sql': 'SELECT 1;' });
    expect(folder.problems.map(({ code }) => code)).toEqual(['VERSION_DUPLICATE', 'ROLLBACK_ORPHAN']);
  });

  test('diesel: a day counts before the times on it, as text does', () => {
    const files = { '2024-03-06-170000_a/up.sql': '', '2024-03-13_170000_b/up.sql': '', '2024-03-13-000001_c/up.sql': '' };
    expect(versions(read(files))).toEqual(['20240306170000 a', '20240313000000 170000_b', '20240313000001 c']);
  });

  test('prisma: refuses another provider, a folder without its script, and an order that is not that of the versions', () => {
    const files = { '9_a/migration.sql': '', '10_b/migration.sql': '', '11_c/notes.md': '', 'migration_lock.toml': 'provider = "mysql"' };
    expect(read(files).problems.map(({ code }) => code)).toEqual(['FORMAT_UNSUPPORTED', 'FORMAT_INVALID', 'FORMAT_INVALID']);
  });

  test('flyway: refuses what has no single number, what is repeated, and what has placeholders', () => {
    const files = { 'V1__a.sql': "SELECT '${x}';", 'V1.2__b.sql': '', 'R__views.sql': '', 'U1__a.sql': 'SELECT 1;' };
    expect(codes(read(files)).toSorted()).toEqual(['FORMAT_UNSUPPORTED 1', 'FORMAT_UNSUPPORTED 1', 'FORMAT_UNSUPPORTED 1']);
    expect(read(files).migrations[0]?.rollback?.text).toBe('SELECT 1;');
  });

  test('a folder whose folders hold the migrations is not taken for one without any', () => {
    const deeper = [{ 'sqlite/1_a.sql': '' }, { 'sqlite/V1__a.sql': '' }, { '1_a/down.sql': '' }];
    for (const files of deeper) expect(read(files).problems.map(({ code }) => code)).toEqual(['FORMAT_INVALID']);
    const others = [{ 'lib/clock.ts': '' }, { 'seeds/users.sql': '' }, { 'squashed/1_a.sql': '' }, { '1_b.sql': '', 'sqlite/1_a.sql': '' }];
    for (const files of others) expect(read(files).problems).toEqual([]);
  });

  test('a folder that is named like a file is told', () => {
    for (const name of ['2_b.sql', '2_b.up.sql']) {
      expect(read({ '1_a.sql': 'SELECT 1;', [`${name}/notes.md`]: '' }).problems.map(({ code }) => code)).toEqual(['FILE_UNREADABLE']);
    }
  });

  test('two rollbacks of one version are told', () => {
    const files = { '1_a.sql': '-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 2;', 'rollback/1_rollback_a.sql': 'SELECT 3;' };
    expect(read(files).problems.map(({ code }) => code)).toEqual(['ROLLBACK_DUPLICATE']);
  });
});
