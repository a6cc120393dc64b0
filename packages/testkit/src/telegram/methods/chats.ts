import { badRequest } from '../api-error.js';
import type { Room } from '../room.js';
import type { World } from '../world.js';
import type { Methods } from './method.js';

const LONGEST_ANSWER = 200;

/** Methods that ask about the bot, chats and members, and the answer to a press. */
export const chatMethods: Methods = {
  getMe: ({ world }) => world.bot,

  getChat: ({ world }, parameters) => {
    const room = readable(world, parameters.text('chat_id'));
    return { ...room.chat, accent_color_id: 0, max_reaction_count: 11, accepted_gift_types: {} };
  },

  getChatMember: ({ world }, parameters) => {
    const room = readable(world, parameters.text('chat_id'));
    const id = parameters.integer('user_id', 0);
    if (id <= 0) throw badRequest('invalid user_id specified');
    if (id === world.bot.id) return { status: room.standing, user: world.bot };
    const user = world.users.get(id);
    if (user === undefined) throw badRequest('user not found');
    const member = room.members.get(id);
    return member === undefined ? { status: 'left', user } : chatMember(room, id);
  },

  getChatAdministrators: ({ world }, parameters) => {
    const room = readable(world, parameters.text('chat_id'));
    if (room.chat.type === 'private') throw badRequest('there are no administrators in the private chat');
    const admins = [...room.members].filter(([, { status }]) => status !== 'member').map(([id]) => chatMember(room, id));
    return room.standing === 'administrator' ? [...admins, { status: 'administrator', user: world.bot }] : admins;
  },

  answerCallbackQuery: ({ world }, parameters) => {
    const text = parameters.text('text');
    if (text.length > LONGEST_ANSWER) throw badRequest('MESSAGE_TOO_LONG');
    world.callbacks.answer(parameters.text('callback_query_id'), text, parameters.flag('show_alert'));
    return true;
  },
};

/** What the bot has no part in, it may not look at. */
function readable(world: World, named: string): Room {
  const room = world.room(named);
  return room.isGroup ? world.writable(named) : room;
}

function chatMember(room: Room, id: number): object {
  const member = room.members.get(id);
  const isAnonymous = room.anonymous.has(id);
  return { ...member, ...(member?.status === 'member' ? {} : { is_anonymous: isAnonymous }) };
}
