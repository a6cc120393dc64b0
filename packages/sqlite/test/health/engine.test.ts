import { expect, test } from 'vitest';
import { engineFinding, hasWalResetBug } from '../../src/health/engine.js';

test.each([
  ['3.6.23', false],
  ['3.7.0', true],
  ['3.40.1', true],
  ['3.44.5', true],
  ['3.44.6', false],
  ['3.45.0', true],
  ['3.50.6', true],
  ['3.50.7', false],
  ['3.51.0', true],
  ['3.51.2', true],
  ['3.51.3', false],
  ['3.52.0', false],
  ['3.53.2', false],
  ['4.0.0', false],
])('SQLite %s has the WAL-reset bug: %s', (version, expected) => {
  expect(hasWalResetBug(version)).toBe(expected);
});

test('it matters in WAL mode alone', () => {
  expect(engineFinding('3.51.2', 'wal').level).toBe('warn');
  expect(engineFinding('3.51.2', 'delete').level).toBe('ok');
});
