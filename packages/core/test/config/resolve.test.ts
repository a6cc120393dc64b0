import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Database } from '../../src/config/database.js';
import { adHocDatabase, resolveConfig } from '../../src/config/resolve.js';
import type { Surroundings } from '../../src/config/resolve.js';

const ROOT = join(process.cwd(), 'project');

function resolveDatabases(databases: unknown, around: Partial<Surroundings> = {}): readonly Database[] {
  return resolveConfig({ databases }, { root: ROOT, cwd: ROOT, file: 'zepix.config.ts', env: {}, ...around });
}

function first(databases: unknown, around: Partial<Surroundings> = {}): Database {
  const [database] = resolveDatabases(databases, around);
  if (database === undefined) throw new Error('none');
  return database;
}

const COMBINED = { file: 'databases/zepix_combined.db', migrations: 'migrations/combined_v3' };

describe('defaults', () => {
  test('paths start at the config file, names come from everywhere', () => {
    const database = first({ combined: { ...COMBINED, aliases: ['V3'] } });
    expect(database).toMatchObject({
      name: 'combined',
      label: 'combined',
      location: join(ROOT, 'databases', 'zepix_combined.db'),
      shown: join('databases', 'zepix_combined.db'),
      after: [],
      ledgerTable: 'schema_migrations',
      strictHeaders: true,
    });
    expect(database.source).toMatchObject({ name: 'combined_v3', shown: join('migrations', 'combined_v3') });
    expect([...database.names].toSorted()).toEqual(['combined', 'combined_v3', 'v3', 'zepix_combined.db']);
  });

  test('paths are shown as the user in another folder would type them', () => {
    expect(first({ a: COMBINED }, { cwd: join(ROOT, 'databases') }).shown).toBe('zepix_combined.db');
    expect(first({ a: COMBINED }, { cwd: join(ROOT, 'other') }).shown).toBe(join(ROOT, 'databases', 'zepix_combined.db'));
  });

  test('an absolute path stays what it is', () => {
    expect(first({ a: { ...COMBINED, file: join(ROOT, 'x.db') } }, { root: join(ROOT, 'elsewhere') }).location).toBe(join(ROOT, 'x.db'));
  });

  test('one name or several in "after"', () => {
    const b = { ...COMBINED, after: 'a' };
    const c = { ...COMBINED, after: ['a', 'b'] };
    expect(resolveDatabases({ a: COMBINED, b, c }).map(({ after }) => after)).toEqual([[], ['a'], ['a', 'b']]);
  });

  test('a URL is no path', () => {
    expect(first({ a: { ...COMBINED, file: 'file:./x.db' } })).toMatchObject({ location: 'file:./x.db', shown: 'file:./x.db' });
  });
});

describe('a path as Windows has it', () => {
  test('means the same everywhere', () => {
    const windows = { file: 'databases\\zepix_combined.db', migrations: '.\\migrations\\combined_v3' };
    const { location, source, names } = first({ combined: windows });
    const same = first({ combined: COMBINED });
    expect({ location, path: source.path, names }).toEqual({ location: same.location, path: same.source.path, names: same.names });
  });
});

describe('environment', () => {
  test('wins over the config, and the default file name still names the database', () => {
    const env = { ZEPIX_PRICE_ACTION_FILE: 'live/other.db', ZEPIX_PRICE_ACTION_MIGRATIONS: 'live/sql' };
    const database = first({ 'price-action': { file: 'databases/default.db', migrations: 'm' } }, { env });
    expect(database).toMatchObject({ location: join(ROOT, 'live', 'other.db'), source: { name: 'sql' } });
    expect(database.names.has('default.db') && database.names.has('other.db')).toBe(true);
  });

  test('an empty variable and that of another database say nothing', () => {
    const env = { ZEPIX_COMBINED_FILE: '', ZEPIX_CENTRAL_FILE: 'x.db' };
    expect(first({ combined: COMBINED }, { env }).shown).toBe(join('databases', 'zepix_combined.db'));
  });
});

describe('what is no configuration is named', () => {
  test.each([
    ['nothing', undefined, 'defineConfig'],
    ['a list', [], 'defineConfig'],
    ['no database', {}, 'databases is empty'],
    ['an entry that is no object', { a: 'x.db' }, 'databases.a must be an object'],
    ['no file', { a: { migrations: 'm' } }, 'databases.a.file'],
    ['an empty file', { a: { file: '', migrations: 'm' } }, 'databases.a.file'],
    ['no migrations', { a: { file: 'x.db' } }, 'databases.a.migrations'],
    ['a label that is no text', { a: { ...COMBINED, label: 1 } }, 'databases.a.label'],
    ['aliases that are no names', { a: { ...COMBINED, aliases: [''] } }, 'databases.a.aliases'],
    ['an unknown key', { a: { ...COMBINED, folder: 'm' } }, 'databases.a.folder is unknown'],
    ['a ledger that is no plain name', { a: { ...COMBINED, ledgerTable: 'a b' } }, 'ledgerTable'],
    ['a name with a blank', { 'a b': COMBINED }, '"a b"'],
    ['after something unknown', { a: { ...COMBINED, after: 'z' } }, '"z"'],
    ['after itself', { a: { ...COMBINED, after: 'a' } }, 'databases.a.after'],
    ['two of one alias', { a: { ...COMBINED, aliases: ['X'] }, b: { ...COMBINED, aliases: ['x'] } }, 'both a and b'],
    ['an alias that is another name', { a: COMBINED, b: { ...COMBINED, aliases: ['A'] } }, 'both a and b'],
  ])('%s', (_, databases, says) => {
    expect(() => resolveDatabases(databases)).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        message: expect.stringContaining(says),
        location: expect.objectContaining({ file: 'zepix.config.ts' }),
      }),
    );
  });

  test.each([null, 'x', [], { database: {} }])('%j instead of the whole', (config) => {
    expect(() => resolveConfig(config, { root: ROOT, cwd: ROOT, file: 'c.ts', env: {} })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    );
  });
});

describe('a database without configuration', () => {
  test('is named by its file', () => {
    expect(adHocDatabase('data/app.db', 'sql/app', ROOT, [])).toMatchObject({
      name: 'app',
      location: join(ROOT, 'data', 'app.db'),
      strictHeaders: false,
    });
  });

  test('borrows the names and the ledger of a configured folder of the same name', () => {
    const known = resolveDatabases({ combined: { ...COMBINED, ledgerTable: 'ledger' } });
    const copy = adHocDatabase('/tmp/copy.db', 'migrations/combined_v3', ROOT, known);
    expect(copy).toMatchObject({ name: 'copy', ledgerTable: 'ledger', strictHeaders: false });
    expect(copy.names.has('zepix_combined.db') && copy.names.has('combined')).toBe(true);
  });
});
