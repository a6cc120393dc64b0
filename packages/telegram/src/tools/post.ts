import { GrammyError } from 'grammy';
import type { InlineKeyboardMarkup } from 'grammy/types';
import { pageOf } from '../message/pages.js';
import type { Message } from '../message/value.js';
import type { Tools } from './tools.js';

/** A chat, and the topic of a forum in it. */
export interface Place {
  readonly chat: number;
  readonly thread: number | null;
}

/** How a message is sent. */
export interface Posting {
  readonly page?: number | undefined;
  readonly keyboard?: InlineKeyboardMarkup | undefined;
  /** The message that it answers. */
  readonly replyTo?: number | undefined;
  /** Asks for a typed answer to it, so that the answer reaches the bot in a group, too. */
  readonly asks?: boolean | undefined;
}

const SHOWN = { parse_mode: 'HTML', link_preview_options: { is_disabled: true } } as const;

/** Sends a page of a message; gives the id of what was sent. */
export async function post({ api }: Pick<Tools, 'api'>, { chat, thread }: Place, message: Message, posting: Posting = {}): Promise<number> {
  const { html } = pageOf(message, posting.page ?? 0);
  const sent = await api.sendMessage(chat, html, {
    ...SHOWN,
    ...(thread !== null && { message_thread_id: thread }),
    ...(posting.keyboard && { reply_markup: posting.keyboard }),
    ...(posting.asks === true && { reply_markup: { force_reply: true, selective: true } }),
    ...(posting.replyTo !== undefined && { reply_parameters: { message_id: posting.replyTo, allow_sending_without_reply: true } }),
  });
  return sent.message_id;
}

/** Changes a message that was sent. A message that says the same already, or is gone, is left alone. */
export async function edit(
  { api, log }: Pick<Tools, 'api' | 'log'>,
  at: { readonly chat: number; readonly message: number },
  message: Message,
  posting: Pick<Posting, 'page' | 'keyboard'> = {},
): Promise<void> {
  const { html } = pageOf(message, posting.page ?? 0);
  const markup = posting.keyboard && { reply_markup: posting.keyboard };
  try {
    await api.editMessageText(at.chat, at.message, html, { ...SHOWN, ...markup });
  } catch (error) {
    if (!isHarmless(error)) throw error;
    log.info({ chat: at.chat, message: at.message, refusal: error.description }, 'an edit was not needed');
  }
}

function isHarmless(error: unknown): error is GrammyError {
  return (
    error instanceof GrammyError &&
    error.error_code === 400 &&
    /not modified|message to edit not found|can't be edited/i.test(error.description)
  );
}
