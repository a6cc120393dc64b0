import { describe, expect, test } from 'vitest';
import { parseHeader } from '../../src/files/header.js';
import { doneWith, isReplaced, parseReplaced, readReplaced, replacesLine, standsFor } from '../../src/files/replaces.js';

const HASH = 'a'.repeat(64);
const OTHER = 'b'.repeat(64);
const squashed = {
  version: '003',
  replaces: [
    { version: '001', file: '001_a.sql', checksum: HASH },
    { version: '003', file: '003_c.sql', checksum: OTHER },
  ],
};

describe('the lines of a squashed file', () => {
  test('read back as they were written', () => {
    for (const one of squashed.replaces) expect(parseReplaced(replacesLine(one).replace('-- Replaces: ', ''))).toEqual(one);
    const text = `-- Migration: x\n\n${squashed.replaces.map(replacesLine).join('\n')}\nCREATE TABLE a (b);\n`;
    expect(readReplaced(text)).toEqual(squashed.replaces);
  });

  test('count only above the first statement', () => {
    expect(readReplaced(`SELECT 1;\n-- Replaces: 001_a.sql sha256 ${HASH}\n`)).toEqual([]);
  });

  test.each([`001_a.sql ${HASH}`, '001_a.sql sha256 abc', `a.sql sha256 ${HASH}`, ''])(
    '"%s" is an error of the header, with its place',
    (value) => {
      const location = { file: 'x.sql', line: 2, column: 1, offset: 5 };
      const { problems } = parseHeader([{ text: `Replaces: ${value}`, location }]);
      expect(problems.map(({ code, location: at }) => [code, at?.line])).toEqual([['HEADER_VALUE_INVALID', 2]]);
    },
  );
});

describe('what a squashed file stands for', () => {
  test.each([
    ['001', HASH, true],
    ['1', HASH, true],
    ['001', OTHER, false],
    ['002', HASH, false],
    ['003', OTHER, true],
    ['001', null, false],
  ])('row %s with checksum %s: %s', (version, checksum, expected) => {
    expect(isReplaced([squashed], { version, checksum })).toBe(expected);
  });

  test('is done with it', () => {
    expect(doneWith([squashed], ['3'])).toEqual(new Set(['3', '1']));
    expect(doneWith([squashed], ['001'])).toEqual(new Set(['1']));
    expect(standsFor([squashed], '1')).toBe(squashed);
    expect(standsFor([squashed], '2')).toBeUndefined();
  });
});
