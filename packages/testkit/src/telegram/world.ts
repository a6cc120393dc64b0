import type { CallbackQuery, Chat, Message, User, UserFromGetMe } from '@grammyjs/types';
import { ApiError, badRequest, forbidden } from './api-error.js';
import { Journal } from './journal.js';
import { Room } from './room.js';
import type { BotStanding } from './room.js';
import type { CallbackAnswer } from './callbacks.js';
import { Callbacks } from './callbacks.js';
import { UpdateQueue } from './update-queue.js';

/** How Telegram shows those who write without a name of their own. */
export const ANONYMOUS_ADMIN: User = { id: 1087968824, is_bot: true, first_name: 'Group', username: 'GroupAnonymousBot' };
export const CHANNEL_BOT: User = { id: 136817688, is_bot: true, first_name: 'Channel', username: 'Channel_Bot' };

/** Users, chats and what was said: the state behind the methods. */
export class World {
  readonly bot: UserFromGetMe;
  readonly users = new Map<number, User>();
  readonly rooms = new Map<number, Room>();
  readonly updates = new UpdateQueue();
  readonly journal = new Journal();
  readonly callbacks: Callbacks;
  #nextId = 1_000_000;

  constructor(bot: UserFromGetMe, callbackLifeMs: number) {
    this.bot = bot;
    this.callbacks = new Callbacks(callbackLifeMs);
  }

  newId(): number {
    this.#nextId += 1 + Math.floor(Math.random() * 1000);
    return this.#nextId;
  }

  addRoom(chat: Chat, standing: BotStanding): Room {
    const room = new Room(chat, standing);
    this.rooms.set(chat.id, room);
    return room;
  }

  /** The chat that a call names, if the bot may know of it. @throws ApiError 400 */
  room(named: string): Room {
    if (named === '') throw badRequest('chat_id is empty');
    const byName = (room: Room): boolean => named.startsWith('@') && usernameOf(room.chat) === named.slice(1);
    const room = this.rooms.get(Number(named)) ?? [...this.rooms.values()].find(byName);
    if (room === undefined || (room.standing === 'stranger' && !this.#meetsElsewhere(room.chat.id))) throw badRequest('chat not found');
    return room;
  }

  /** The chat that a call names, when the bot may write in it. @throws ApiError 400, 403 */
  writable(named: string): Room {
    const room = this.room(named);
    if (room.migratedTo !== null) {
      throw new ApiError(400, 'Bad Request: group chat was upgraded to a supergroup chat', { migrate_to_chat_id: room.migratedTo });
    }
    const kind = room.chat.type === 'private' ? '' : `${room.chat.type} chat`;
    if (room.standing === 'blocked') throw forbidden('bot was blocked by the user');
    if (room.standing === 'stranger') throw forbidden("bot can't initiate conversation with a user");
    if (room.standing === 'kicked') throw forbidden(`bot was kicked from the ${kind}`);
    if (room.standing === 'left') throw forbidden(`bot is not a member of the ${kind}`);
    return room;
  }

  /** Records what the bot shows. */
  show(kind: 'sent' | 'edited', room: Room, message: Message): Message {
    room.keep(message);
    this.journal.add(kind, message);
    return message;
  }

  /** Sends the bot a button's press; resolves with its answer. */
  press(query: Omit<CallbackQuery, 'id' | 'chat_instance'>): { readonly id: string; readonly answer: Promise<CallbackAnswer> } {
    const { id, answer } = this.callbacks.open();
    const chat = query.message?.chat.id ?? 0;
    this.updates.push({ callback_query: { ...query, id, chat_instance: String(chat) } });
    return { id, answer };
  }

  #meetsElsewhere(user: number): boolean {
    return [...this.rooms.values()].some(
      (room) => room.isGroup && room.members.has(user) && ['member', 'administrator'].includes(room.standing),
    );
  }
}

function usernameOf(chat: Chat): string | undefined {
  return 'username' in chat ? chat.username : undefined;
}
