import { describe, expect, test } from 'vitest';
import type { MigrationFile } from '../../src/files/folder.js';
import { gaps, outOfOrder } from '../../src/plan/order.js';
import type { Standing } from '../../src/plan/standing.js';

const file = (version: string): MigrationFile => ({ version, name: 'x', file: `${version}_x.sql`, text: '', checksum: '', rollback: null });
const standing = (version: string | null): Standing => ({ state: 'pending', version, applied: [], running: [], pending: [], problems: [] });

describe('gaps', () => {
  test.each([
    ['001 002 003', '002 003', []],
    ['001 003', '003', ['003_x.sql']],
    ['001 003', '001', []],
    ['1 3 6', '3 6', ['3_x.sql', '6_x.sql']],
    ['5 6', '5 6', []],
    ['000 001', '001', []],
    ['999 1000', '1000', []],
    ['999 1001', '1001', ['1001_x.sql']],
    ['3 1 2', '3', []],
    ['20260112 20260301', '20260301', []],
    ['20260112093000 20260112093001', '20260112093001', []],
    ['003 20260112', '20260112', []],
    ['0000001 0000003', '0000003', ['0000003_x.sql']],
  ])('%s, of which %s are to be applied', (all, chosen, expected) => {
    expect(gaps(chosen.split(' ').map(file), all.split(' ')).map(({ location }) => location?.file)).toEqual(expected);
  });
});

describe('out of order', () => {
  test.each([
    ['002', '003', ['002_x.sql']],
    ['2 4', '003', ['2_x.sql']],
    ['1000', '999', []],
    ['20260111', '20260112', ['20260111_x.sql']],
    ['001', null, []],
  ])('%s behind %s', (chosen, newest, expected) => {
    const errors = outOfOrder(chosen.split(' ').map(file), standing(newest));
    expect(errors.map(({ location }) => location?.file)).toEqual(expected);
    for (const error of errors) expect(error.hint).toContain('--allow-out-of-order');
  });
});
