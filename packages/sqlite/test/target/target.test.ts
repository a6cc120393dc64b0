import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { temporaryFolder } from '@zepix/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { probe, requirePresent } from '../../src/target/probe.js';
import { sqliteTarget } from '../../src/target/target.js';

const idOf = (location: string): string => sqliteTarget(location, { shown: location, ledgerTable: 'l' }).id;
const isWindows = process.platform === 'win32';

describe('where a location points', () => {
  test('a path, absolute or not', () => {
    const { file } = temporaryFolder(onTestFinished);
    expect(idOf(file('a.db'))).toBe(file('a.db'));
    expect(idOf('some/where/none.db')).toBe(resolve('some/where/none.db'));
  });

  test.skipIf(isWindows)('a URL', () => {
    const { file } = temporaryFolder(onTestFinished);
    const path = file('a b%c.db');
    expect(idOf(pathToFileURL(path).href)).toBe(path);
    for (const prefix of ['sqlite:', 'sqlite3:', 'sqlite://', 'sqlite3://', 'file:', 'SQLITE:']) {
      expect(idOf(prefix + encodeURI(path))).toBe(path);
    }
    expect(idOf('file:./x.db')).toBe(resolve('x.db'));
    expect(idOf('sqlite:x.db')).toBe(resolve('x.db'));
  });

  test.skipIf(isWindows)('two ways to one file are one target, also before the file is there', () => {
    const { file } = temporaryFolder(onTestFinished);
    mkdirSync(file('real'));
    symlinkSync(file('real'), file('linked'));
    expect(idOf(file('linked', 'a.db'))).toBe(file('real', 'a.db'));
    writeFileSync(file('real', 'a.db'), '');
    expect(idOf(file('linked', 'a.db'))).toBe(file('real', 'a.db'));
    symlinkSync(file('real', 'a.db'), file('alias.db'));
    expect(idOf(file('alias.db'))).toBe(file('real', 'a.db'));
    expect(idOf(file('real', '..', 'real', 'a.db'))).toBe(file('real', 'a.db'));
  });

  test.each([':memory:', '', 'postgres://host/db', 'mysql:x', 'file:a.db?mode=ro', 'sqlite:a.db#x', 'libsql://x', 'http://x/y.db'])(
    '%j is not for this driver',
    (location) => {
      expect(() => idOf(location)).toThrow(
        expect.objectContaining({
          code: 'LOCATION_UNSUPPORTED',
          hint: expect.stringContaining('file:'),
          dataState: 'Nothing was changed.',
        }),
      );
    },
  );

  test('a path is told from a URL', () => {
    expect(idOf('C:x.db').endsWith('x.db')).toBe(true);
    expect(idOf('x.db?y').endsWith('x.db?y')).toBe(true);
  });
});

describe('what stands there', () => {
  const target = (path: string) => sqliteTarget(path, { shown: 'shown.db', ledgerTable: 'l' });

  test('missing, empty, present', () => {
    const { file } = temporaryFolder(onTestFinished);
    expect(probe(target(file('a.db')))).toBe('missing');
    writeFileSync(file('a.db'), '');
    expect(probe(target(file('a.db')))).toBe('empty');
    writeFileSync(file('a.db'), 'x');
    expect(probe(target(file('a.db')))).toBe('present');
  });

  test.each([
    ['a folder that is missing', 'none/a.db', 'DIRECTORY_MISSING'],
    ['a file in place of its folder', 'file/a.db', 'DIRECTORY_MISSING'],
    ['a folder in place of the file', 'folder', 'NOT_A_DATABASE'],
  ])('%s', (_, name, code) => {
    const { file, path } = temporaryFolder(onTestFinished);
    writeFileSync(file('file'), '');
    mkdirSync(file('folder'));
    expect(() => probe(target(join(path, name)))).toThrow(expect.objectContaining({ code, message: expect.stringContaining('shown.db') }));
  });

  test('a database that must be there', () => {
    const { file } = temporaryFolder(onTestFinished);
    expect(() => requirePresent(target(file('a.db')))).toThrow(expect.objectContaining({ code: 'DATABASE_MISSING' }));
    writeFileSync(file('a.db'), '');
    expect(requirePresent(target(file('a.db')))).toBeUndefined();
  });
});
