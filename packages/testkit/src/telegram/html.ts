import type { MessageEntity } from '@grammyjs/types';
import { badRequest } from './api-error.js';
import type { ApiError } from './api-error.js';
import { characterReference } from './html-entity.js';

/** A text with its formatting; offsets and lengths count UTF-16 units. */
export interface FormattedText {
  readonly text: string;
  readonly entities: readonly MessageEntity[];
}

const TYPES: Readonly<Record<string, MessageEntity['type']>> = {
  a: 'text_link',
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  u: 'underline',
  ins: 'underline',
  'tg-spoiler': 'spoiler',
  'tg-emoji': 'custom_emoji',
  span: 'spoiler',
  pre: 'pre',
  code: 'code',
  blockquote: 'blockquote',
};

interface OpenTag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly offset: number;
}

/** Parses what is sent with parse_mode HTML, refusing what Telegram refuses. @throws ApiError 400 "can't parse entities: …" */
export function parseHtml(source: string): FormattedText {
  return new HtmlReader(source).read();
}

class HtmlReader {
  readonly #source: string;
  readonly #open: OpenTag[] = [];
  readonly #entities: MessageEntity[] = [];
  #at = 0;
  #text = '';

  constructor(source: string) {
    this.#source = source;
  }

  read(): FormattedText {
    while (this.#at < this.#source.length) {
      if (this.#source[this.#at] !== '<') this.#readText();
      else if (this.#source[this.#at + 1] === '/') this.#readEnd();
      else this.#readStart();
    }
    const unclosed = this.#open.at(-1);
    if (unclosed) throw unparsable(`Can't find end tag corresponding to start tag "${unclosed.name}"`);
    const entities = this.#entities.toSorted((a, b) => a.offset - b.offset || b.length - a.length);
    return { text: this.#text, entities };
  }

  #readText(): void {
    const reference = characterReference(this.#source, this.#at);
    this.#text += reference?.character ?? this.#source[this.#at] ?? '';
    this.#at += reference?.length ?? 1;
  }

  #readStart(): void {
    const begin = this.#at++;
    const name = this.#until(/[\s>]/).toLowerCase();
    if (this.#ended) throw this.#wrong('Unclosed start tag', begin);
    if (!Object.hasOwn(TYPES, name)) throw this.#wrong(`Unsupported start tag "${name}"`, begin);
    const attributes = this.#readAttributes(name, begin);
    if (name === 'span' && attributes.get('class') !== 'tg-spoiler') {
      throw this.#wrong('Tag "span" must have class "tg-spoiler"', begin);
    }
    this.#at += 1;
    this.#open.push({ name, attributes, offset: this.#text.length });
  }

  #readAttributes(tag: string, begin: number): ReadonlyMap<string, string> {
    const attributes = new Map<string, string>();
    for (;;) {
      this.#skipSpace();
      if (this.#source[this.#at] === '>') return attributes;
      const name = this.#until(/[\s=>/"']/);
      if (name === '') throw this.#wrong(`Empty attribute name in the tag "${tag}"`, begin);
      this.#skipSpace();
      if (this.#ended) throw this.#wrong(`Unclosed start tag "${tag}"`, begin);
      if (this.#source[this.#at] !== '=') {
        attributes.set(name, '');
        continue;
      }
      this.#at += 1;
      this.#skipSpace();
      if (this.#ended) throw this.#wrong(`Unclosed start tag "${tag}"`, begin);
      attributes.set(name, this.#readValue());
      if (this.#ended) throw this.#wrong('Unclosed start tag', begin);
    }
  }

  #readValue(): string {
    const quote = this.#source[this.#at];
    if (quote !== '"' && quote !== "'") {
      const begin = this.#at;
      const token = this.#until(/[^A-Za-z0-9.-]/).toLowerCase();
      if (!/[\s>]/.test(this.#source[this.#at] ?? ' ')) throw this.#wrong('Unexpected end of name token', begin);
      return token;
    }
    this.#at += 1;
    let value = '';
    while (!this.#ended && this.#source[this.#at] !== quote) {
      const reference = characterReference(this.#source, this.#at);
      value += reference?.character ?? this.#source[this.#at] ?? '';
      this.#at += reference?.length ?? 1;
    }
    this.#at += 1;
    return value;
  }

  #readEnd(): void {
    const begin = this.#at;
    const tag = this.#open.at(-1);
    if (tag === undefined) throw this.#wrong('Unexpected end tag', begin);
    this.#at += 2;
    const name = this.#until(/[\s>]/).toLowerCase();
    this.#skipSpace();
    if (this.#source[this.#at] !== '>') throw this.#wrong('Unclosed end tag', begin);
    this.#at += 1;
    if (name !== '' && name !== tag.name) {
      throw this.#wrong('Unmatched end tag', begin, `, expected "</${tag.name}>", found "</${name}>"`);
    }
    this.#open.pop();
    this.#close(tag);
  }

  #close({ name, attributes, offset }: OpenTag): void {
    const length = this.#text.length - offset;
    const type = TYPES[name];
    if (length === 0 || type === undefined) return;
    const url = name === 'a' ? (attributes.get('href') ?? this.#text.slice(offset)) : '';
    // A link that is none is dropped in silence; its text stays.
    if (name === 'a' && !/^(https?|tg|ton):\/\/\S+|^[\w-]+(\.[\w-]+)+(\/\S*)?$/.test(url)) return;
    const language = /^language-(.+)$/.exec(attributes.get('class') ?? '')?.[1];
    const kind = name === 'blockquote' && attributes.has('expandable') ? 'expandable_blockquote' : type;
    const more = { ...(url === '' ? {} : { url }), ...(language === undefined || name !== 'code' ? {} : { language }) };
    this.#entities.push({ type: kind, offset, length, ...more } as MessageEntity);
  }

  get #ended(): boolean {
    return this.#at >= this.#source.length;
  }

  /** Moves to the first character that fits (or the end), giving what was passed. */
  #until(stop: RegExp): string {
    const begin = this.#at;
    while (!this.#ended && !stop.test(this.#source[this.#at] ?? '')) this.#at += 1;
    return this.#source.slice(begin, this.#at);
  }

  #skipSpace(): void {
    while (/\s/.test(this.#source[this.#at] ?? '')) this.#at += 1;
  }

  #wrong(what: string, at: number, more = ''): ApiError {
    return unparsable(`${what} at byte offset ${Buffer.byteLength(this.#source.slice(0, at))}${more}`);
  }
}

function unparsable(reason: string): ApiError {
  return badRequest(`can't parse entities: ${reason}`);
}
