import type { MessageEntity } from '@grammyjs/types';
import { badRequest } from './api-error.js';
import { parseHtml } from './html.js';
import type { FormattedText } from './html.js';
import type { Parameters } from './parameters.js';

const LONGEST_SOURCE_BYTES = 32_768;
const LONGEST_TEXT = 4096;
const MOST_ENTITIES = 100;

/** The text of a message to send or edit, checked as Telegram checks it. `tooLong` differs between the two. @throws ApiError 400 */
export function messageText(parameters: Parameters, tooLong: string): FormattedText {
  const source = parameters.text('text');
  if (source === '') throw badRequest('message text is empty');
  if (Buffer.byteLength(source) > LONGEST_SOURCE_BYTES) throw badRequest('text is too long');
  const { text, entities } = trimmed(parsed(source, parameters));
  if (text === '') throw badRequest('text must be non-empty');
  if (text.length > LONGEST_TEXT) throw badRequest(tooLong);
  return { text, entities: entities.slice(0, MOST_ENTITIES) };
}

function parsed(source: string, parameters: Parameters): FormattedText {
  const mode = parameters.text('parse_mode').toLowerCase();
  if (mode === 'html') return parseHtml(source);
  if (mode === '' || mode === 'none') {
    return { text: source, entities: (parameters.json('entities', "can't parse entities JSON object") ?? []) as MessageEntity[] };
  }
  // Markdown is real but not written here: refusing it is better than half a parser.
  throw badRequest('unsupported parse_mode');
}

/** Spaces around a text are cut off, and entities with them. */
function trimmed({ text, entities }: FormattedText): FormattedText {
  const cut = text.length - text.trimStart().length;
  const kept = text.trim();
  const moved = entities.map((entity) => {
    const begin = Math.max(0, entity.offset - cut);
    return { ...entity, offset: begin, length: Math.min(kept.length, entity.offset - cut + entity.length) - begin };
  });
  return { text: kept, entities: moved.filter(({ length }) => length > 0) };
}

/** What Telegram finds by itself in the text of a user: commands. */
export function commandEntities(text: string): MessageEntity[] {
  return [...text.matchAll(/(?<=^|[\s>])\/[A-Za-z0-9_]{1,64}(@\w{3,32})?(?![\w/])/g)].map((match) => ({
    type: 'bot_command',
    offset: match.index,
    length: match[0].length,
  }));
}
