import { describe, expect, test } from 'vitest';
import { parseHeader } from '../../src/files/header.js';
import { unmetRequirements } from '../../src/plan/requires.js';
import type { Fulfilled } from '../../src/plan/requires.js';
import { versionKey } from '../../src/kernel/version.js';

const LOCATION = { file: '002_b.sql', line: 3, column: 1, offset: 20 };
const APPLIED: Readonly<Record<string, readonly string[]>> = { own: ['1', '20260112093000'], central: ['3'] };
const fulfilled: Fulfilled = (database, version) => APPLIED[database ?? 'own']?.includes(versionKey(version)) ?? null;

const unmet = (value: string) => unmetRequirements(parseHeader([{ text: `Requires: ${value}`, location: LOCATION }]).requires, fulfilled);

describe('met', () => {
  test.each([
    '001',
    '1',
    '001_initial_schema.sql',
    '001_initial_schema',
    '001-x.sql',
    'central/003',
    'central/3_x.sql',
    '20260112093000_a.sql',
    'none',
  ])('%s', (value) => {
    expect(unmet(value)).toEqual([]);
  });
});

describe('not met', () => {
  test.each([
    ['002', 'REQUIRES_UNMET', 'not applied'],
    ['central/004', 'REQUIRES_UNMET', 'not applied'],
    ['centrl/003', 'REQUIRES_UNMET', 'no database "centrl"'],
    ['initial_schema', 'HEADER_VALUE_INVALID', 'does not name a migration'],
    ['central/', 'HEADER_VALUE_INVALID', 'does not name a migration'],
    ['a/b/001', 'HEADER_VALUE_INVALID', 'does not name a migration'],
    ['001x', 'HEADER_VALUE_INVALID', 'does not name a migration'],
    ['the first one', 'HEADER_VALUE_INVALID', 'does not name a migration'],
  ])('%s', (value, code, says) => {
    const [error, ...more] = unmet(value);
    expect(more).toEqual([]);
    expect(error).toMatchObject({ code, location: LOCATION });
    expect(error?.message).toContain(says);
  });

  test('of several each that is not met', () => {
    expect(unmet('001, 005, central/009').map(({ message }) => /requires (\S+),/.exec(message)?.[1])).toEqual(['005', 'central/009']);
  });
});
