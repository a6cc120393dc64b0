import { pageOf } from '../message/pages.js';
import type { Message } from '../message/value.js';
import type { InlineKeyboardMarkup } from 'grammy/types';

/** What a message with a refresh button shows, so that it can be made again: kept in the bot's state under the button's nonce. */
export interface Look {
  readonly kind: 'status' | 'plan' | 'history' | 'snapshots' | 'details';
  /** Names of databases; of `details` the nonce of the card's button. */
  readonly filter: readonly string[];
}

/** What begins the data of every button of ours. */
export const MARK = 'zm:';

/** Refresh, and the way through the pages where there is more than one. */
export function lookKeyboard(nonce: string, message: Message, page: number): InlineKeyboardMarkup {
  const { number, of } = pageOf(message, page);
  const button = (text: string, to: number) => ({ text, callback_data: `${MARK}${nonce}:${to}` });
  const back = number > 0 ? [button('◀ Back', number - 1)] : [];
  const on = number < of - 1 ? [button('More ▶', number + 1)] : [];
  const turns = [...back, ...on];
  return { inline_keyboard: [...(turns.length > 0 ? [turns] : []), [button('🔄 Refresh', number)]] };
}
