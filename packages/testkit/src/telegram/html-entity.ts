const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };
const ENTITY = /&(?:#x([0-9a-f]*)|#([0-9]*)|([a-z]*));?/iy;
const LONGEST_NUMBER = 10;

/**
 * The character reference at a place, and how many characters of the text stand for it; null where there is none. Telegram knows four
 * names and takes numbers; anything else stays as it is written. The semicolon may be missing.
 */
export function characterReference(text: string, at: number): { readonly character: string; readonly length: number } | null {
  ENTITY.lastIndex = at;
  const found = ENTITY.exec(text);
  if (found === null) return null;
  const [whole, hexadecimal, decimal, name] = found;
  const character = name === undefined ? numbered(whole, hexadecimal, decimal) : (NAMED[name] ?? null);
  return character === null ? null : { character, length: whole.length };
}

function numbered(whole: string, hexadecimal: string | undefined, decimal: string | undefined): string | null {
  const code = hexadecimal === undefined ? Number.parseInt(decimal ?? '', 10) : Number.parseInt(hexadecimal, 16);
  const digits = whole.endsWith(';') ? whole.length - 1 : whole.length;
  if (!(code > 0) || code >= 0x10ffff || digits >= LONGEST_NUMBER) return null;
  return String.fromCodePoint(code);
}
