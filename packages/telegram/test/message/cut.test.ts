import { expect, test } from 'vitest';
import { clean, cut } from '../../src/message/clean.js';

test('a text is cut behind a whole character', () => {
  expect(cut('abcdef', 4)).toBe('abc…');
  expect(cut('ab👍👍', 4)).toBe('ab…');
  expect(cut('a👍👍', 4)).toBe('a👍…');
  expect(cut('abcd', 4)).toBe('abcd');
});

test('what can not be seen is left out, and nothing is never shown as nothing', () => {
  expect(clean('a\u202Eb\u0000c\nd')).toBe('abc d');
  expect(clean('\u200B')).toBe('–');
  expect(clean('\uD83D')).toBe('\uFFFD');
});
