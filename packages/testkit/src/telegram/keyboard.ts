import type { InlineKeyboardButton, InlineKeyboardMarkup } from '@grammyjs/types';
import { badRequest } from './api-error.js';
import type { Parameters } from './parameters.js';

const MOST_BUTTONS = 100;
const MOST_IN_A_ROW = 8;
const LONGEST_DATA_BYTES = 64;
const OTHER_KINDS = [
  'callback_game',
  'pay',
  'switch_inline_query',
  'switch_inline_query_current_chat',
  'web_app',
  'copy_text',
  'login_url',
];

/** The inline keyboard of a call, checked; null for none, or for one of another kind (which is checked, too). @throws ApiError 400 */
export function inlineKeyboard(parameters: Parameters): InlineKeyboardMarkup | null {
  const markup = parameters.json('reply_markup', "can't parse reply keyboard markup JSON object");
  if (markup === undefined) return null;
  if (!isRecord(markup)) throw badRequest('object expected as reply markup');
  const rows = markup['inline_keyboard'];
  if (rows === undefined) return null;
  if (!Array.isArray(rows) || !rows.every(Array.isArray)) {
    throw badRequest('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays');
  }
  const buttons = (rows as unknown[][]).map((row) => row.map(button));
  const full = buttons.filter((row) => row.length > 0);
  if (full.length === 0) return null;
  if (full.flat().length > MOST_BUTTONS || full.some((row) => row.length > MOST_IN_A_ROW)) throw badRequest('reply markup is too long');
  return { inline_keyboard: full };
}

function button(value: unknown): InlineKeyboardButton {
  if (!isRecord(value)) throw unparsable('InlineKeyboardButton must be an Object');
  const { text, url, callback_data: data } = value;
  if (typeof text !== 'string') throw unparsable('Can\'t find field "text"');
  if (text.trim() === '') throw badRequest('inline keyboard button text must be non-empty');
  if (typeof url === 'string' && url !== '') {
    if (!/^(https?|tg):\/\/\S+$/.test(url)) throw badRequest(`inline keyboard button URL '${url}' is invalid: Wrong HTTP URL`);
  } else if (typeof data === 'string' && data !== '') {
    if (Buffer.byteLength(data) > LONGEST_DATA_BYTES) throw badRequest('BUTTON_DATA_INVALID');
  } else if (!OTHER_KINDS.some((kind) => kind in value)) {
    throw unparsable('Text buttons are unallowed in the inline keyboard');
  }
  return value as unknown as InlineKeyboardButton;
}

function unparsable(reason: string): ReturnType<typeof badRequest> {
  return badRequest(`can't parse inline keyboard button: ${reason}`);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
