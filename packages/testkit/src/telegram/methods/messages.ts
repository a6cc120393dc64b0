import type { InlineKeyboardMarkup, Message } from '@grammyjs/types';
import { badRequest } from '../api-error.js';
import { inlineKeyboard, isRecord } from '../keyboard.js';
import type { Parameters } from '../parameters.js';
import type { Room } from '../room.js';
import { messageText } from '../text.js';
import type { FormattedText } from '../html.js';
import type { Backend, Methods } from './method.js';

/** Methods that show, change and remove messages. */
export const messageMethods: Methods = {
  sendMessage: ({ world, flood }, parameters) => {
    const text = messageText(parameters, 'message is too long');
    const keyboard = inlineKeyboard(parameters);
    const room = world.writable(parameters.text('chat_id'));
    const repliesTo = repliedMessage(room, parameters);
    flood.count(room.chat.id, room.isGroup);
    const message = {
      message_id: room.nextMessageId(),
      from: world.bot,
      chat: room.chat,
      date: now(),
      ...content(text, keyboard),
      ...(repliesTo && { reply_to_message: repliesTo as never }),
    };
    return world.show('sent', room, message);
  },

  editMessageText: (backend, parameters) => {
    const text = messageText(parameters, 'MESSAGE_TOO_LONG');
    return edit(backend, parameters, () => content(text, inlineKeyboard(parameters)));
  },

  editMessageReplyMarkup: (backend, parameters) => {
    const keyboard = inlineKeyboard(parameters);
    return edit(backend, parameters, ({ text = '', entities = [] }) => content({ text, entities }, keyboard));
  },

  deleteMessage: ({ world }, parameters) => {
    const room = world.writable(parameters.text('chat_id'));
    const message = findMessage(room, parameters, 'delete');
    if (message.from?.id !== world.bot.id && room.standing !== 'administrator') throw badRequest("message can't be deleted");
    room.messages.delete(message.message_id);
    world.journal.add('deleted', message);
    return true;
  },

  sendChatAction: ({ world }, parameters) => {
    world.writable(parameters.text('chat_id'));
    if (parameters.text('action') === '') throw badRequest('wrong parameter action in request');
    return true;
  },
};

function edit({ world, flood }: Backend, parameters: Parameters, change: (message: Message) => Partial<Message>): Message {
  const room = world.writable(parameters.text('chat_id'));
  const message = findMessage(room, parameters, 'edit');
  if (message.from?.id !== world.bot.id) throw badRequest("message can't be edited");
  const { text: _text, entities: _entities, reply_markup: _markup, ...rest } = message as Message.TextMessage;
  const content = change(message);
  const changed = { ...rest, ...content, edit_date: now() } as Message;
  flood.count(room.chat.id, room.isGroup);
  if (shown(changed) === shown(message)) throw badRequest(NOT_MODIFIED);
  return world.show('edited', room, changed);
}

const NOT_MODIFIED =
  'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message';

function shown({ text, entities, reply_markup: keyboard }: Message): string {
  return JSON.stringify([text, entities ?? [], keyboard ?? null]);
}

function content({ text, entities }: FormattedText, keyboard: InlineKeyboardMarkup | null): Partial<Message> {
  return { text, ...(entities.length > 0 && { entities: [...entities] }), ...(keyboard && { reply_markup: keyboard }) };
}

function findMessage(room: Room, parameters: Parameters, purpose: 'edit' | 'delete'): Message {
  const id = parameters.text('message_id');
  if (id === '' || id === '0') throw badRequest('message identifier is not specified');
  const message = room.messages.get(Number(id));
  if (message === undefined) throw badRequest(`message to ${purpose} not found`);
  return message;
}

function repliedMessage(room: Room, parameters: Parameters): Message | null {
  const given = parameters.json('reply_parameters', "can't parse reply parameters JSON object");
  const wanted = isRecord(given) ? Number(given['message_id']) : parameters.integer('reply_to_message_id', 0);
  if (wanted === 0) return null;
  const message = room.messages.get(wanted);
  const isNeeded = !(isRecord(given) ? given['allow_sending_without_reply'] === true : parameters.flag('allow_sending_without_reply'));
  if (message === undefined && isNeeded) throw badRequest('message to be replied not found');
  return message ?? null;
}

/** In seconds, as Telegram counts. */
export function now(): number {
  return Math.floor(Date.now() / 1000);
}
