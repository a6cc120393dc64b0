import { GrammyError, HttpError } from 'grammy';
import type { Context, Filter } from 'grammy';
import type { Role } from '../access/allow.js';
import { askDown, askRestore, askUp } from '../commands/ask.js';
import { showLook } from '../commands/look.js';
import type { Order } from '../commands/order.js';
import { line, title } from '../message/value.js';
import type { CommandName, Message } from '../message/value.js';
import { admit } from '../tools/access.js';
import { post } from '../tools/post.js';
import type { Place } from '../tools/post.js';
import { messageOf } from '../tools/tools.js';
import type { Tools } from '../tools/tools.js';
import { ABOUT, helpMessage } from '../views/help.js';
import { messageSender } from './sender.js';

/** What each command does for somebody who may give it. */
const ORDERS: Readonly<Record<CommandName, (tools: Tools, order: Order) => Promise<unknown>>> = {
  migration_status: (tools, { place, words, message }) => showLook(tools, place, { kind: 'status', filter: words }, message),
  migration_plan: (tools, { place, words, message }) => showLook(tools, place, { kind: 'plan', filter: words }, message),
  migration_history: (tools, { place, words, message }) => showLook(tools, place, { kind: 'history', filter: words }, message),
  migration_snapshots: (tools, { place, words, message }) => showLook(tools, place, { kind: 'snapshots', filter: words }, message),
  migrate: askUp,
  migration_rollback: askDown,
  migration_restore: askRestore,
  migration_help: (tools, { place, role, message }) => post(tools, place, helpMessage(role), { replyTo: message }),
};

/** Carries out a command where its sender may give it; a stranger gets silence. */
export async function obey(
  tools: Tools,
  context: Filter<Context, 'message:text'>,
  name: CommandName,
  words: readonly string[],
): Promise<void> {
  const needed: Role = ABOUT[name].needs;
  const verdict = await admit(tools, messageSender(context), needed);
  if (verdict === null) return;
  const place = placeOf(context);
  const { message_id: message } = context.msg;
  if (verdict.kind === 'may') return perform(tools, name, { ...verdict, place, words, message });
  const reason = verdict.kind === 'anonymous' ? ANONYMOUS : verdict.reason;
  const user = verdict.kind === 'anonymous' ? null : verdict.person.id;
  await tools.state.record({ at: tools.now().toISOString(), event: 'refused', user, chat: place.chat, request: null, detail: reason });
  await post(tools, place, refusal(reason), { replyTo: message });
}

/** No answer would look as if the bot were gone. */
async function perform(tools: Tools, name: CommandName, order: Order): Promise<void> {
  try {
    await ORDERS[name](tools, order);
  } catch (error) {
    tools.log.error({ command: name, error: messageOf(error) }, 'a command failed');
    if (error instanceof GrammyError || error instanceof HttpError) return;
    const words = 'Something went wrong in the bot itself. Nothing was started. Its log tells more.';
    await post(tools, order.place, { head: title('🔴', 'Not done'), sections: [[line(words)]], foot: [] }, { replyTo: order.message });
  }
}

const ANONYMOUS = 'Anonymous admins can’t be told apart. Write as yourself.';

function refusal(reason: string): Message {
  return { head: title('🚫', 'Refused'), sections: [[line(reason)]], foot: [] };
}

function placeOf({ chat, msg }: Filter<Context, 'message:text'>): Place {
  return { chat: chat.id, thread: msg.is_topic_message === true ? (msg.message_thread_id ?? null) : null };
}
