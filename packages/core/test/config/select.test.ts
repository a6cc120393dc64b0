import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Database } from '../../src/config/database.js';
import { resolveConfig } from '../../src/config/resolve.js';
import { orderDatabases, selectDatabases } from '../../src/config/select.js';

const AROUND = { root: '/p', cwd: '/p', file: 'c.ts', env: {} };
const ZEPIX = resolveConfig(
  {
    databases: {
      combined: { file: 'd/zepix_combined.db', migrations: 'm/combined_v3', aliases: ['v3'] },
      price_action: { file: 'd/zepix_price_action.db', migrations: 'm/price_action_v6' },
      central: { file: 'd/zepix_bot.db', migrations: 'm/central_system', after: ['combined', 'price_action'] },
    },
  },
  AROUND,
);
const names = (databases: readonly Database[]): string[] => databases.map(({ name }) => name);

describe('filters', () => {
  test.each([
    [[], ['combined', 'price_action', 'central']],
    [['v3'], ['combined']],
    [['V3'], ['combined']],
    [['combined_v3'], ['combined']],
    [['zepix_bot.db'], ['central']],
    [['price*'], ['price_action']],
    [['c*'], ['combined', 'central']],
    [['*_v?'], ['combined', 'price_action']],
    [['zepix_*.db'], ['combined', 'price_action', 'central']],
    [
      ['central', 'combined'],
      ['combined', 'central'],
    ],
    [
      ['combined', 'v3', 'c*'],
      ['combined', 'central'],
    ],
  ])('%j', (filters, expected) => {
    expect(names(selectDatabases(ZEPIX, filters))).toEqual(expected);
  });

  test.each(['nothing', 'comb', '', 'z*x', 'zepix_botXdb', '(', '[a-z]*', 'combined_v3/'])('%j matches none and is an error', (filter) => {
    expect(() => selectDatabases(ZEPIX, ['combined', filter])).toThrow(
      expect.objectContaining({
        code: 'FILTER_UNMATCHED',
        message: expect.stringContaining(`"${filter}"`),
        hint: expect.stringContaining('price_action'),
      }),
    );
  });
});

describe('order', () => {
  test('behind those that "after" names, otherwise as configured', () => {
    const [combined, price, central] = ZEPIX as [Database, Database, Database];
    expect(names(orderDatabases([price, combined, central]))).toEqual(['price_action', 'combined', 'central']);
    expect(names(orderDatabases([central, price, combined]))).toEqual(['combined', 'price_action', 'central']);
  });

  test('one that is not part of the run holds nobody up', () => {
    expect(names(orderDatabases(selectDatabases(ZEPIX, ['central'])))).toEqual(['central']);
  });

  test('databases that wait for each other', () => {
    const one = { file: 'a.db', migrations: 'm' };
    const circle = resolveConfig(
      { databases: { a: { ...one, after: 'c' }, b: { ...one, after: 'a' }, c: { ...one, after: 'b' } } },
      AROUND,
    );
    expect(() => orderDatabases(circle)).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining('a after c after b after a') }),
    );
  });

  test('holds for any databases without a circle', () => {
    const count = 6;
    const edges = fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 10 });
    const shuffled = fc.shuffledSubarray([...Array(count).keys()], { minLength: count });
    fc.assert(
      fc.property(edges, shuffled, (pairs, arrangement) => {
        const databases = arrangement.map((number) => ({
          name: `d${number}`,
          after: pairs.filter(([from, to]) => Math.max(from, to) === number && from !== to).map(([from, to]) => `d${Math.min(from, to)}`),
        })) as unknown as Database[];
        const ordered = orderDatabases(databases);
        expect(names(ordered).toSorted()).toEqual(names(databases).toSorted());
        for (const { name, after } of ordered) {
          for (const before of after) expect(names(ordered).indexOf(before)).toBeLessThan(names(ordered).indexOf(name));
        }
      }),
    );
  });
});
