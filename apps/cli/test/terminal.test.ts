import { describe, expect, test } from 'vitest';
import { hasPty, onTerminal } from './on-terminal.js';
import { openShop, shop } from './shop.js';
import type { Workplace } from './workplace.js';

const ORDERS = 'data/shop_orders.db';
const QUESTION = 'Go on?';

/** Two orders that the rollback to 0 would take away. */
async function shopWithRows(): Promise<Workplace> {
  const place = await openShop();
  place.sql(ORDERS, "INSERT INTO orders (symbol) VALUES ('EURUSD'), ('XAUUSD')");
  return place;
}

describe.skipIf(!hasPty)('on a terminal', () => {
  const ANSWERS: readonly (readonly [answer: string, keys: string, code: number, applied: number])[] = [
    ['y', 'y', 0, 0],
    ['n', 'n', 5, 3],
    ['Enter (the answer is no)', '\r', 5, 3],
    ['Ctrl-C', '\u0003', 5, 3],
  ];

  test.each(ANSWERS)('something destructive is asked about: %s', async (_, keys, code, applied) => {
    const place = await shopWithRows();
    const seen = await onTerminal(place, 'down --filter orders --to 0 --no-preserve', { cue: QUESTION, keys });
    expect(seen.screen).toContain('Drops table orders, which has rows.');
    expect(seen.code, seen.screen).toBe(code);
    expect(place.rows(ORDERS, 'SELECT count(*) FROM schema_migrations')).toEqual([[applied]]);
    if (applied > 0) expect(place.rows(ORDERS, 'SELECT count(*) FROM orders')).toEqual([[2]]);
  });

  test('with --yes, --json or nothing to lose nobody is asked', async () => {
    for (const [args, code] of [
      ['down --filter orders --yes', 0],
      ['down --filter orders --no-preserve --json', 5],
      ['up', 0],
    ] as const) {
      const seen = await onTerminal(await shopWithRows(), args);
      expect(seen.code, seen.screen).toBe(code);
      expect(seen.screen).not.toContain(QUESTION);
    }
  });

  test('a dry run asks nothing', async () => {
    const seen = await onTerminal(await shopWithRows(), 'down --filter orders --dry-run');
    expect(seen.code).toBe(0);
    expect(seen.screen).not.toContain(QUESTION);
  });

  test('the progress line names what runs, is no longer than the screen, and is gone at the end', async () => {
    const place = shop();
    place.write(
      'migrations/orders_v1/004_a_name_that_is_much_longer_than_any_terminal_is_wide_so_that_it_must_be_cut_somewhere.sql',
      'SELECT 1;\nSELECT 2;\n',
    );
    const { code, screen } = await onTerminal(place, 'up');
    expect(code, screen).toBe(0);
    const drawn = screen.split(/\r(?!\n)/).filter((part) => part.startsWith('\u001b[2K'));
    const lines = drawn.filter((part) => !part.includes('\n')).map(bare);
    expect(lines.some((line) => line.includes('001_orders'))).toBe(true);
    expect(lines.filter((line) => Array.from(line).length > 80)).toEqual([]);
    expect(left(screen)).not.toMatch(/[━╌⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/);
    expect(left(screen)).toContain('✔ 003_index');
  });

  test('there are colours, unless they are off', async () => {
    const place = await openShop();
    const coloured = (screen: string): boolean => screen.includes('\u001b[32m');
    expect(coloured((await onTerminal(place, 'status')).screen)).toBe(true);
    expect(coloured((await onTerminal(place, 'status --no-color')).screen)).toBe(false);
    expect(coloured((await onTerminal(place, 'status', undefined, { NO_COLOR: '1' })).screen)).toBe(false);
    expect(coloured((await onTerminal(place, 'status', undefined, { TERM: 'dumb' })).screen)).toBe(false);
    expect((await onTerminal(place, 'status --json')).screen).not.toContain('\u001b[');
  });
});

function bare(text: string): string {
  // oxlint-disable-next-line no-control-regex -- colours are control characters
  return text.replaceAll(/\u001b\[[\d;?]*[A-Za-z]/g, '');
}

/** What is left on the screen at the end: a line that was cleared is not. */
function left(screen: string): string {
  const lines = screen.split('\n').map((line) => line.replace(/\r$/, '').split('\r\u001b[2K').at(-1) ?? '');
  return bare(lines.join('\n'));
}
