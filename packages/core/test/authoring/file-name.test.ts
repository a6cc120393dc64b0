import { describe, expect, test } from 'vitest';
import { nextVersion, sentence, snakeCase } from '../../src/authoring/file-name.js';
import { parseMigrationName, parseRollbackName } from '../../src/files/name.js';

const NOON = new Date('2026-01-12T09:30:05.678Z');

describe('snake case', () => {
  test.each([
    ['add_hybrid_sl', 'add_hybrid_sl'],
    ['Add Hybrid SL', 'add_hybrid_sl'],
    ['addHybridSL', 'add_hybrid_sl'],
    ['SLHunt-fix.sql', 'sl_hunt_fix'],
    ['  --weird!!  name__ ', 'weird_name'],
    ['ünïcode Größe', 'ünïcode_größe'],
    ['../../etc/passwd', 'etc_passwd'],
    ['1h trades', '1h_trades'],
    ['n\u0303', 'ñ'],
  ])('%s → %s, which files can be named after', (typed, name) => {
    expect(snakeCase(typed)).toBe(name);
    expect(parseMigrationName(`001_${name}.sql`)).toEqual({ version: '001', name, direction: 'up' });
    expect(parseRollbackName(`001_rollback_${name}.sql`)?.version).toBe('001');
  });

  test.each(['', '!?', '___', '.sql', '\u0301'])('nothing is left of %j', (typed) => {
    expect(() => snakeCase(typed)).toThrow(expect.objectContaining({ code: 'NAME_INVALID' }));
  });

  test('as a sentence', () => {
    expect(sentence('add_hybrid_sl')).toBe('Add hybrid sl');
  });
});

describe('the next version', () => {
  test.each([
    [[], '001'],
    [['001', '003', '002'], '004'],
    [['0009'], '0010'],
    [['9'], '10'],
    [['999'], '1000'],
    [['20260112'], '20260113'],
    [['20250101000000'], '20260112093005'],
    [['20270101000000'], '20270101000001'],
    [['99999999999999999999999'], '100000000000000000000000'],
  ])('behind %j: %s', (versions, next) => {
    expect(nextVersion(versions, NOON, false)).toBe(next);
  });

  test('by the time', () => {
    expect(nextVersion(['003'], NOON, true)).toBe('20260112093005');
    expect(nextVersion(['20260112093005'], NOON, true)).toBe('20260112093006');
  });
});
