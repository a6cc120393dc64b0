import type { Context } from 'grammy';
import type { Sender } from '../access/judge.js';

/** Who sent the message of an update. */
export function messageSender({ msg, chat }: Context): Sender {
  return { user: msg?.from, chat, senderChat: msg?.sender_chat?.id, forwarded: msg?.forward_origin !== undefined };
}

/** Who pressed a button. The person is always named; the message that the button is below is the bot's own. */
export function presser({ callbackQuery }: Context): Sender {
  return { user: callbackQuery?.from, chat: callbackQuery?.message?.chat, senderChat: undefined, forwarded: false };
}
