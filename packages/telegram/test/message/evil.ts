import fc from 'fast-check';

const PARTS = [
  '<b>',
  '</code>',
  '<a href="https://evil.example">press</a>',
  '&lt;',
  '&',
  '"',
  'https://evil.example/x?y=1#z',
  'tg://resolve?domain=evil',
  't.me/evil',
  'evil。example',
  '@evil_bot',
  '#tag',
  '$TSLA',
  '/rollback',
  'mail@evil.example',
  '+49 151 1234 5678',
  '4111 1111 1111 1111',
  '4111111111111111',
  '\u202E',
  '\u2066',
  '\u0000',
  '\u200B',
  '\uFEFF',
  '\uD83D',
  '\uDC00',
  '👩‍👩‍👧‍👦',
  'é́́́́́́́́́́',
  '\n\n\n',
  '\r\n├ Status: Up to date ✅',
  '%s ${x} {{x}}',
  'x'.repeat(700),
  '1.2.3.4',
];

/** Text as it could stand in a migration file, a path, an SQL error or a name, by somebody who means harm. */
export const evil: fc.Arbitrary<string> = fc
  .array(
    fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...PARTS) }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) }),
    {
      maxLength: 6,
    },
  )
  .map((parts) => parts.join(''));
