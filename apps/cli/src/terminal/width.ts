import { stripVTControlCharacters } from 'node:util';
import { eastAsianWidth } from 'get-east-asian-width';

const PLAIN = /^[\x20-\x7e]*$/;
const JOINER = 0x200d;
const EMOJI_FORM = 0xfe0f;
const COMBINING = /^\p{M}$/u; // compiled at its first use, which takes 2 ms

/** How many cells a terminal takes for a text: two for wide characters and emoji, none for colours and combining marks. */
export function displayWidth(text: string): number {
  const shown = stripVTControlCharacters(text);
  if (PLAIN.test(shown)) return shown.length;
  let width = 0;
  let before = { point: 0, width: 0 };
  for (const character of shown) {
    const point = character.codePointAt(0) ?? 0;
    const own = widthBehind(before, point, character);
    width += own;
    before = { point, width: own };
  }
  return width;
}

/** What a character adds to the one before: joined emoji are one sign, and U+FE0F makes a narrow one wide. */
function widthBehind(before: { readonly point: number; readonly width: number }, point: number, character: string): number {
  if (point === EMOJI_FORM) return before.width === 1 ? 1 : 0;
  if (point === JOINER || before.point === JOINER || point < 0x20) return 0;
  if (point >= 0x300 && !isSymbol(point) && COMBINING.test(character)) return 0;
  return eastAsianWidth(point);
}

/** Dashes, dots, arrows, boxes and signs: the blocks that every report draws from hold no combining mark. */
function isSymbol(point: number): boolean {
  return (point >= 0x2010 && point <= 0x2027) || (point >= 0x2100 && point < 0x2c00);
}
