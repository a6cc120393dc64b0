/** The longest piece of a message, in UTF-16 units, where the caller says nothing else. */
const LONGEST_PIECE = 300;

// Control characters, what turns the direction of writing, and what can't be seen at all: on a phone they only deceive.
const INVISIBLE =
  /[\p{Cc}\p{Zl}\p{Zp}\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E0FFF}]/gu;
const ACCENTS = /(\p{M}{4})\p{M}+/gu;

/** Text from anywhere as one line that shows what it holds: without control characters, cut where it is too long, never empty. */
export function clean(text: string, longest = LONGEST_PIECE): string {
  const seen = text
    .replaceAll(/\p{Cs}/gu, '\uFFFD')
    .replaceAll(/[\t\n\v\f\r\u0085\u2028\u2029]+/gu, ' ')
    .replaceAll(INVISIBLE, '')
    .replaceAll(ACCENTS, '$1');
  const short = cut(seen, longest);
  return short.trim() === '' ? '–' : short;
}

/** At most so many UTF-16 units, the last one an ellipsis where something is left out. */
export function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const end = text.codePointAt(longest - 2) === text.charCodeAt(longest - 2) ? longest - 1 : longest - 2;
  return `${text.slice(0, end)}…`;
}

/** What can't be seen and ends every word: neither an address nor a name goes on behind it. */
export const JOINER = '\u2060';

/**
 * The same text with invisible joiners where Telegram would otherwise see an address, a name, a tag, a command, a phone number or a
 * card number, and make something to press of it.
 */
export function withoutLinks(text: string): string {
  return text
    .replaceAll(/[@#$/+](?=\S)/gu, `$&${JOINER}`)
    .replaceAll(/[.\u3002\uFF0E\uFF61](?=\S)/gu, `$&${JOINER}`)
    .replaceAll(/\d{4}(?=\d)/gu, `$&${JOINER}`)
    .replaceAll(/(?<=\d[ ()-]+)\d{3,}(?=[ ()-]+\d)/gu, `${JOINER}$&`);
}
