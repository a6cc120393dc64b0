import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pagesOf } from '../../src/message/pages.js';
import { bold, code, command, italic, line, title, tree } from '../../src/message/value.js';
import type { Line, Message, Piece } from '../../src/message/value.js';
import { evil } from './evil.js';
import { SHRINKING, expectSound, pressable, read } from './reading.js';

const piece: fc.Arbitrary<Piece | string> = fc.oneof(
  evil.map(bold),
  evil.map(code),
  evil.map(italic),
  evil,
  evil.map((argument) => command('migrate', argument)),
  fc.constant(command('migration_status')),
);
const lines: fc.Arbitrary<readonly Line[]> = fc.array(
  fc.array(piece, { maxLength: 6 }).map((pieces) => line(...pieces)),
  { maxLength: 30 },
);
const message: fc.Arbitrary<Message> = fc.record({
  head: lines.map((rest) => [...title('🗄️', 'Title'), ...rest]),
  sections: fc.array(lines.map(tree), { maxLength: 30 }),
  foot: lines,
});

describe('whatever stands in a message', () => {
  test('no page breaks the HTML, exceeds the limits or holds a link', () => {
    fc.assert(
      fc.property(message, (value) => {
        for (const html of pagesOf(value)) expectSound(html);
      }),
      { numRuns: process.env['ZEPIX_NIGHTLY'] === '1' ? 3000 : 50, ...SHRINKING },
    );
  });

  test('no page of very short pieces has more marks than Telegram reads', () => {
    const short = fc.array(fc.constantFrom(code('a'), bold('b'), italic('c'), command('migrate', 'd')), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(fc.array(short, { minLength: 40, maxLength: 80 }), (pieces) => {
        const sections = pieces.map((some) => [line(...some)]);
        for (const html of pagesOf({ head: title('🗄️', 'Title'), sections, foot: [line(bold('Foot'))] })) expectSound(html);
      }),
      { numRuns: 20, ...SHRINKING },
    );
  });

  test('every page has the head, and together they show every section', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,200}$/), { maxLength: 120 }), (words) => {
        const sections = words.map((word) => [line('├ ', code(word))]);
        const pages = pagesOf({ head: title('🗄️', 'Title'), sections, foot: [line('Foot')] }).map((html) => read(html).text);
        for (const page of pages) expect(page).toContain('🗄️ Title\n━');
        expect(pages.flatMap((page) => page.match(/(?<=├ )[a-z]+/g) ?? [])).toEqual(words);
      }),
      { numRuns: 30 },
    );
  });
});

describe('the detector of this test', () => {
  test.each([
    't.me/x',
    'https://a.example',
    'see @somebody',
    '#tag',
    '/start',
    'a.b@example.org',
    '+4915112345678',
    '4111111111111111',
    '$USD',
  ])('sees %s', (text) => {
    expect(pressable(text)).not.toEqual([]);
    expect(
      pressable(read(pagesOf({ head: [], sections: [[line(text, bold(text), italic(text), code(text))]], foot: [] })[0] ?? '').words),
    ).toEqual([]);
  });
});
