// Reads HTML as Telegram's documentation says it is read, and looks in what is left for what a client would make something to press of.
import { expect } from 'vitest';

/** What a client would show. */
export interface Shown {
  readonly text: string;
  /** The text outside of code, where clients look for links; code stands as one blank. */
  readonly words: string;
  readonly marks: number;
}

const isNightly = process.env['ZEPIX_NIGHTLY'] === '1';

/** What fails must be told, and not be made smaller for ever. */
export const SHRINKING = { interruptAfterTimeLimit: isNightly ? 20 * 60_000 : 25_000, markInterruptAsFailure: true } as const;

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

/** Reads it, and fails on everything that Telegram would refuse: an open tag, a wrong one, a bare `<`, an unknown entity. */
export function read(html: string): Shown {
  let text = '';
  let words = '';
  let marks = 0;
  let open: string | null = null;
  for (const [token, tag, entity] of html.matchAll(/<(\/?[a-z]+)>|&([a-z]+);|[^<>&]+|[<>&]/gu)) {
    if (tag !== undefined) {
      if (open === null) expect(['b', 'i', 'code']).toContain(tag);
      else expect(tag).toBe(`/${open}`);
      open = open === null ? tag : null;
      marks += open === null ? 0 : 1;
      if (open === 'code') words += ' ';
      continue;
    }
    if (entity === undefined) expect(['<', '>', '&']).not.toContain(token);
    const plain = entity === undefined ? token : ENTITIES[entity];
    if (plain === undefined) throw new Error(`Telegram knows no &${entity};`);
    text += plain;
    if (open !== 'code') words += plain;
  }
  expect(open).toBeNull();
  return { text, words, marks };
}

const PRESSABLE = [
  /[\p{L}\p{N}_-]+[.。．｡][\p{L}\p{N}_-]{2,}/u,
  /[a-z]+:\/\//iu,
  /(?<![\w])@\w{2,}/u,
  /(?<!\w)#[\p{L}\p{N}_]+/u,
  /(?<!\w)\$[A-Z]{1,8}\b/u,
  /(?<!\w)\/\w+/u,
  /\+\d{5,}/u,
  /\d{8,}/u,
];

/** What a client would make something to press of, besides this bot's own commands. */
export function pressable(words: string): readonly string[] {
  const foreign = words.replaceAll(/\/(migration_\w+|migrate)\b/gu, ' ');
  return PRESSABLE.flatMap((pattern) => pattern.exec(foreign)?.[0] ?? []);
}

/** Fails where Telegram would refuse the text, or a client would show something to press that is not ours. */
export function expectSound(html: string): Shown {
  const shown = read(html);
  expect(shown.text.length).toBeLessThanOrEqual(4096);
  expect(shown.text.trim()).not.toBe('');
  expect(shown.marks).toBeLessThanOrEqual(100);
  expect(pressable(shown.words)).toEqual([]);
  return shown;
}
