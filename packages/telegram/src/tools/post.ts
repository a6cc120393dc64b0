import { setTimeout as sleep } from 'node:timers/promises';
import { GrammyError } from 'grammy';
import type { InlineKeyboardMarkup } from 'grammy/types';
import { pageOf } from '../message/pages.js';
import type { Message } from '../message/value.js';
import { messageOf } from './tools.js';
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
    // An answer is asked of everybody: "selective" would mean whose message this one answers, and that is the bot's own card.
    ...(posting.asks === true && { reply_markup: { force_reply: true } }),
    ...(posting.replyTo !== undefined && { reply_parameters: { message_id: posting.replyTo, allow_sending_without_reply: true } }),
  });
  return sent.message_id;
}

/** Sends every page of a message that nobody can turn over, the first of them as an answer. Gives the id of the first. */
export async function postAll(
  tools: Pick<Tools, 'api'>,
  place: Place,
  message: Message,
  posting: Pick<Posting, 'replyTo'> = {},
): Promise<number> {
  const first = await post(tools, place, message, posting);
  await postRest(tools, place, message);
  return first;
}

async function postRest(tools: Pick<Tools, 'api'>, place: Place, message: Message): Promise<void> {
  for (let page = 1; page < pageOf(message, 0).of; page += 1) await post(tools, place, message, { page });
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

/** As `edit`, with the further pages sent behind it. */
export async function editAll(
  tools: Pick<Tools, 'api' | 'log'>,
  at: Place & { readonly message: number },
  message: Message,
): Promise<void> {
  await edit(tools, at, message);
  await postRest(tools, at, message);
}

function isHarmless(error: unknown): error is GrammyError {
  return (
    error instanceof GrammyError &&
    error.error_code === 400 &&
    /not modified|message to edit not found|can't be edited/i.test(error.description)
  );
}

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Sends what must not be lost: tries again while Telegram can't be reached, until it is there or the adapter is stopped. It may come
 * twice where an answer got lost. Gives null where it was refused for good (a chat that is gone), or the adapter was stopped.
 */
export async function deliver({ log, closing }: Tools, what: string, send: () => Promise<number>): Promise<number | null> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)) {
    try {
      return await send();
    } catch (error) {
      log.warn({ what, error: messageOf(error) }, 'a message could not be sent');
      if (error instanceof GrammyError && error.error_code < 500 && error.error_code !== 429) return null;
    }
    if (closing.signal.aborted || !(await pause(pauseMs, closing.signal))) return null;
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(ms, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}
