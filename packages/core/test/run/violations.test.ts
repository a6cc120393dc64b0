import { describe, expect, test } from 'vitest';
import type { Violation } from '../../src/ports/driver.js';
import { newViolations, violationError } from '../../src/run/violations.js';

const violation = (key: string, table = 'trades', parent = 'orders'): Violation => ({
  table,
  key,
  parent,
  identity: `${table} ${key} ${parent}`,
});

describe('only what is new counts', () => {
  test.each<[string, Violation[], Violation[], string[]]>([
    ['nothing before, nothing after', [], [], []],
    ['the same one', [violation('a')], [violation('a')], []],
    ['one more', [violation('a')], [violation('a'), violation('b')], ['b']],
    ['one mended, another broken', [violation('a')], [violation('b')], ['b']],
    ['the same key once more: rows are counted', [violation('a')], [violation('a'), violation('a')], ['a']],
    ['the same key in another table', [violation('a')], [violation('a', 'fills')], ['a']],
    ['the same key to another parent', [violation('a')], [violation('a', 'trades', 'accounts')], ['a']],
    ['a table whose name changed case', [violation('a', 'Trades')], [violation('a', 'trades', 'ORDERS')], []],
  ])('%s', (_, before, after, expected) => {
    expect(newViolations(before, after).map(({ key }) => key)).toEqual(expected);
  });
});

test('the error names child, key, parent and how many', () => {
  expect(violationError([violation('order_id = 7')])).toMatchObject({
    code: 'FOREIGN_KEY_VIOLATION',
    message: expect.stringMatching(/a foreign key: trades \(order_id = 7\) has no row in orders/),
  });
  expect(violationError([violation('a'), violation('b')]).message).toContain('2 foreign keys');
});
