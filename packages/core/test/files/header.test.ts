import { describe, expect, test } from 'vitest';
import { HEADER_KEYS, parseHeader } from '../../src/files/header.js';
import type { Header } from '../../src/files/header.js';

function read(...lines: readonly string[]): Header {
  return parseHeader(lines.map((text, at) => ({ text, location: { file: 'a.sql', line: at + 1, column: 1, offset: 0 } })));
}

const VALUES: Readonly<Record<string, string>> = {
  Transaction: 'NO',
  Reversible: 'NO',
  'Foreign-Keys': 'ON',
  Online: 'NO',
  Replaces: `001_initial.sql sha256 ${'a'.repeat(64)}`,
};

describe('keys', () => {
  test.each(HEADER_KEYS)('%s is read', (key) => {
    const header = read(`${key}: ${VALUES[key] ?? 'some value'}`);
    expect(header.problems).toEqual([]);
    expect(header.values.get(key)?.value).toBe(VALUES[key] ?? 'some value');
  });

  test.each(['foreign_keys: ON', 'FOREIGN KEYS: ON', 'foreign-keys : on', 'ForeignKeys:ON'])('%s is Foreign-Keys', (line) => {
    expect(read(line)).toMatchObject({ foreignKeys: true, problems: [] });
  });

  test('the value keeps its own colons', () => {
    expect(read('Description: prices: in cents').description).toBe('prices: in cents');
  });

  test('without a header everything has its default', () => {
    expect(read()).toMatchObject({ transactional: true, foreignKeys: false, reversible: true, description: null, requires: [] });
  });

  test.each([
    ['Transaction: NO', { transactional: false }],
    ['Transaction: yes', { transactional: true }],
    ['Reversible: No', { reversible: false }],
    ['Foreign-Keys: OFF', { foreignKeys: false }],
  ])('%s', (line, expected) => {
    expect(read(line)).toMatchObject({ ...expected, problems: [] });
  });
});

describe('refused', () => {
  test.each([
    ['Transaction: OFF', 'HEADER_VALUE_INVALID', '"-- Transaction: YES"'],
    ['Foreign-Keys: NO', 'HEADER_VALUE_INVALID', '"-- Foreign-Keys: ON"'],
    ['Reversible: maybe', 'HEADER_VALUE_INVALID', '"-- Reversible: NO"'],
    ['Reversible:', 'HEADER_VALUE_INVALID', '"-- Reversible: YES"'],
    ['Online: YES', 'DIRECTIVE_UNSUPPORTED', 'one transaction'],
  ])('%s', (line, code, hint) => {
    const [problem, ...more] = read('prose', line).problems;
    expect(problem).toMatchObject({ code, location: { line: 2 } });
    expect(problem?.hint).toContain(hint);
    expect(more).toEqual([]);
  });

  test('a key that is said twice, at its second place', () => {
    const { problems, values } = read('Version: 001', 'Author: me', 'version: 002');
    expect(problems).toMatchObject([{ code: 'HEADER_KEY_REPEATED', location: { line: 3 } }]);
    expect(values.get('Version')?.value).toBe('001');
  });

  test.each([
    ['Transacton: NO', 'Transaction'],
    ['Trasnaction: NO', 'Transaction'],
    ['Transactions: NO', 'Transaction'],
    ['Require: 001', 'Requires'],
    ['Foreign-Key: ON', 'Foreign-Keys'],
    ['Forein-Keys: ON', 'Foreign-Keys'],
    ['Descripton: x', 'Description'],
    ['Verison: 1', 'Version'],
    ['Databse: x', 'Database'],
    ['Reversable: NO', 'Reversible'],
    ['Migrations: x', 'Migration'],
    ['Onlin: YES', 'Online'],
  ])('%s is near %s', (line, key) => {
    const { problems } = read(line);
    expect(problems).toMatchObject([{ code: 'HEADER_KEY_UNKNOWN', location: { line: 1 } }]);
    expect(problems[0]?.message).toContain(`"${key}"`);
  });
});

describe('prose stays prose', () => {
  test.each([
    'Note: this is slow',
    'TODO: later',
    'Step 1: Create new table',
    'Warning: takes a minute',
    'see https://sqlite.org/lang_altertable.html',
    'Status: done',
    'Purpose: speed',
    'Ticket: ZPX-12',
    'Author and Requires are above',
    'transaction is what this needs: NO other writer',
    'assert: no orphans',
    'rebuild: orders',
    'copy: a = b',
    '',
    '=====: ',
  ])('%j', (line) => {
    expect(read(line)).toMatchObject({ problems: [], transactional: true });
  });
});

describe('Requires', () => {
  test.each([
    ['001_initial_schema.sql', ['001_initial_schema.sql']],
    ['001, 002;central/003', ['001', '002', 'central/003']],
    ['001 and central/003', ['001', 'central/003']],
    ['none', []],
    ['-', []],
    ['', []],
    ['NONE', []],
    ['001,', ['001']],
  ])('%j', (value, expected) => {
    expect(read(`Requires: ${value}`).requires.map((entry) => entry.value)).toEqual(expected);
  });
});
