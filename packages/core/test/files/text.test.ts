import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode, sha256 } from '../../src/files/text.js';
import { MigrationError } from '../../src/kernel/error.js';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const bytes = (...parts: readonly (string | number)[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.from([part]) : Buffer.from(part, 'utf8'))));

function refusal(content: Uint8Array): MigrationError {
  try {
    decode(content, '001_a.sql');
  } catch (error) {
    if (error instanceof MigrationError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('text', () => {
  test('a BOM and CRLF make no other text, and no other checksum', () => {
    const plain = 'CREATE TABLE a (b);\n-- größe ✅\n';
    for (const variant of [plain.replaceAll('\n', '\r\n'), `\ufeff${plain}`, `\ufeff${plain.replaceAll('\n', '\r\n')}`]) {
      expect(decode(encode(variant), 'a.sql')).toBe(plain);
    }
  });

  test('a checksum is the SHA-256 of the normalised text, as sha256sum prints it', () => {
    expect(sha256(decode(bytes(0xef, 0xbb, 0xbf, 'abc\r\n'), 'a.sql'))).toBe(
      'edeaaff3f1774ad2888673770c6d64097e391bc362d7d6fb34982ddf0efd18cb',
    );
  });

  test('a lone CR and a BOM further on are content', () => {
    expect(decode(encode('a\rb\ufeffc'), 'a.sql')).toBe('a\rb\ufeffc');
  });

  test('whatever is written as UTF-8 comes back', () => {
    const text = fc.string({ unit: 'grapheme' }).filter((one) => !/[\r\0\ufeff]/.test(one));
    fc.assert(
      fc.property(text, (one) => {
        expect(decode(encode(one), 'a.sql')).toBe(one);
      }),
    );
  });

  test('only pairs of CR and LF are changed', () => {
    const text = fc.stringMatching(/^[a\r\n✅]{0,20}$/);
    fc.assert(
      fc.property(text, (one) => {
        const once = decode(encode(one), 'a.sql');
        expect(once).toBe(one.replaceAll('\r\n', '\n'));
      }),
    );
  });
});

describe('what is no text is refused, with its place', () => {
  test.each([
    ['a byte of Latin-1', bytes('-- ok\n-- gr', 0xf6, 'ße'), 2, 6],
    ['behind CRLF lines', bytes('a\r\nb\r\nc', 0xff), 3, 2],
    ['behind letters of several bytes', bytes('✅ü😀', 0xc0, 0x80), 1, 5],
    ['a character cut off at the end', bytes('ab', 0xe2, 0x9c), 1, 3],
    ['a lone half of a surrogate pair', bytes('x', 0xed, 0xa0, 0x80), 1, 2],
    ['at the very beginning', bytes(0x80), 1, 1],
    ['a character cut off in the middle', bytes('é', 0xe2, 0x9c, 'abc'), 1, 2],
    ['behind a BOM', bytes(0xef, 0xbb, 0xbf, 'ab', 0xff), 1, 3],
  ])('%s', (_, content, line, column) => {
    const error = refusal(content);
    expect(error).toMatchObject({ code: 'ENCODING_INVALID', location: { file: '001_a.sql', line, column } });
    expect(error.hint).toContain('UTF-8');
  });

  test.each([
    ['LE', Buffer.from('\ufeffSELECT 1;', 'utf16le')],
    ['BE', Buffer.from('\ufeffSELECT 1;', 'utf16le').swap16()],
  ])('UTF-16%s is named', (_, content) => {
    expect(refusal(content).message).toContain('UTF-16');
  });

  test('UTF-16 without BOM is known by its NUL characters', () => {
    const error = refusal(Buffer.from('SELECT 1;', 'utf16le'));
    expect(error).toMatchObject({ code: 'ENCODING_INVALID', location: { line: 1, column: 2 } });
    expect(error.message).toContain('UTF-16');
  });

  test('the place is that of the first bad byte, wherever it stands', () => {
    const text = fc.array(fc.constantFrom('a', 'ü', '✅', '😀', '\n'), { maxLength: 30 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.constantFrom('', 'b', '✅'), (before, after) => {
        const lines = before.split('\n');
        const { location } = refusal(bytes(before, 0xff, after));
        expect(location).toMatchObject({ line: lines.length, column: (lines.at(-1) ?? '').length + 1 });
      }),
    );
  });
});
