import type { CallbackQueryContext, Context } from 'grammy';
import type { Press } from '../approval/judge.js';
import { findLook, renewLook } from '../commands/look.js';
import { pressCard } from '../commands/press.js';
import type { Request } from '../state/request.js';
import { admit } from '../tools/access.js';
import { messageOf } from '../tools/tools.js';
import type { Tools } from '../tools/tools.js';
import { presser } from './sender.js';

/** Telegram shows no more of an answer to a press. */
const MOST_WORDS = 200;

/** Does what a button of ours is for. Every press of somebody known is answered, or their client would wait. */
export async function press(tools: Tools, context: CallbackQueryContext<Context>): Promise<void> {
  const verdict = await admit(tools, presser(context), 'viewer');
  if (verdict?.kind !== 'may') return;
  const [, nonce = '', page = '0'] = context.match as RegExpMatchArray;
  const message = context.callbackQuery.message?.message_id;
  if (message === undefined) return answer(tools, context, 'This button is of no message of this bot.');
  const look = await findLook(tools, nonce);
  if (look !== null) {
    await answer(tools, context, null);
    return renewLook(tools, { chat: verdict.chat, message }, look, nonce, Number(page));
  }
  const request = await tools.state.find(nonce);
  const at = tools.now().toISOString();
  if (request === null) {
    await tools.state.record({
      at,
      event: 'refused',
      user: verdict.person.id,
      chat: verdict.chat,
      request: null,
      detail: 'an unknown button',
    });
    return answer(tools, context, 'This button is not known any more. Ask again.');
  }
  await answer(tools, context, await pressed(tools, request, nonce, { ...verdict, message, at }));
}

/** The bot's state can fail like any other: then nothing was begun, and the press says so. */
async function pressed(tools: Tools, request: Request, nonce: string, by: Press): Promise<string | null> {
  try {
    return await pressCard(tools, request, nonce, by);
  } catch (error) {
    tools.log.error({ request: request.id, error: messageOf(error) }, 'a press failed');
    return 'Something went wrong in the bot itself. Look at the card and at its log.';
  }
}

async function answer({ log }: Tools, context: CallbackQueryContext<Context>, words: string | null): Promise<void> {
  try {
    await context.answerCallbackQuery(words === null ? {} : { text: words.slice(0, MOST_WORDS), show_alert: true });
  } catch (error) {
    // A press that is too old can't be answered any more; what it did is done.
    log.warn({ error: messageOf(error) }, 'a press could not be answered');
  }
}
