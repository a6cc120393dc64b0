import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareVersions, isVersion, sameVersion, versionKey } from '../../src/kernel/version.js';

const digits = fc.stringMatching(/^0{0,3}\d{1,24}$/);
/** Pairs of which many are the same number or close to it. */
const pair = fc.oneof(
  fc.tuple(digits, digits),
  digits.map((one): [string, string] => [one, `00${one}`]),
  digits.map((one): [string, string] => [one, String(BigInt(one) + 1n)]),
);

describe('compareVersions', () => {
  test.each([
    ['999', '1000', -1],
    ['2', '002', 0],
    ['000', '0', 0],
    ['20260112093000', '003', 1],
    ['9007199254740993', '9007199254740992', 1],
    ['18446744073709551616', '18446744073709551615', 1],
    ['00000000000000000010', '9', 1],
  ])('%s and %s', (a, b, sign) => {
    expect(Math.sign(compareVersions(a, b))).toBe(sign);
    expect(Math.sign(compareVersions(b, a))).toBe(sign === 0 ? 0 : -sign);
  });

  test('orders as the numbers do', () => {
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const expected = BigInt(a) < BigInt(b) ? -1 : BigInt(a) > BigInt(b) ? 1 : 0;
        expect(Math.sign(compareVersions(a, b))).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  test('is a total order: sorting is the same from every arrangement', () => {
    fc.assert(
      fc.property(fc.array(digits, { maxLength: 12 }), (versions) => {
        const sorted = versions.toSorted(compareVersions).map(BigInt);
        expect(versions.toReversed().toSorted(compareVersions).map(BigInt)).toEqual(sorted);
        expect(sorted.every((version, at) => at === 0 || (sorted[at - 1] ?? 0n) <= version)).toBe(true);
      }),
    );
  });

  test('the same number has the same key, another number another', () => {
    fc.assert(
      fc.property(pair, ([a, b]) => {
        expect(sameVersion(a, b)).toBe(BigInt(a) === BigInt(b));
        expect(versionKey(a) === versionKey(b)).toBe(BigInt(a) === BigInt(b));
        expect(versionKey(a)).toBe(String(BigInt(a)));
      }),
    );
  });
});

test.each(['', '1a', ' 1', '1 ', '-1', '1.0', '٣', '1\n'])('%j is no version', (text) => {
  expect(isVersion(text)).toBe(false);
});

test.each(['0', '002', '20260112093000'])('%j is a version', (text) => {
  expect(isVersion(text)).toBe(true);
});
