import { randomBytes } from 'node:crypto';
import type { BotCommand, Chat, Message, User, WebhookInfo } from '@grammyjs/types';
import { Actor } from './actor.js';
import { BotCommands } from './bot-commands.js';
import { Faults } from './faults.js';
import type { Fault, InjectedFault } from './faults.js';
import type { Journal } from './journal.js';
import { FloodControl, TELEGRAM_LIMITS } from './limits.js';
import type { Limits } from './limits.js';
import type { Backend } from './methods/method.js';
import { now } from './methods/messages.js';
import type { BotStanding, Room } from './room.js';
import { perform, serve } from './server.js';
import type { Call, ServerParts } from './server.js';
import { World } from './world.js';

export interface TelegramOptions {
  readonly username?: string;
  /** Null: nothing is limited. Default: Telegram's limits. */
  readonly limits?: Limits | null;
  /** Whether the bot sees everything that is said in groups. Default false: privacy mode, as @BotFather sets it. */
  readonly readsGroups?: boolean;
  /** How long a press can be answered; default 15 s. */
  readonly callbackLifeMs?: number;
  /** Added to every answer; default 0. */
  readonly latencyMs?: number;
}

export interface GroupOptions {
  readonly type?: 'group' | 'supergroup';
  readonly title?: string;
  readonly members?: readonly User[];
  /** The first is the creator. */
  readonly admins?: readonly User[];
  /** What the bot is there; default member. */
  readonly bot?: BotStanding;
}

/** A Bot API server for one bot, on a port of this machine, and the people who talk to the bot. */
export class Telegram {
  readonly #world: World;
  readonly #faults = new Faults();
  readonly #flood: FloodControl;
  readonly #backend: Backend;
  readonly #parts: ServerParts;
  #close: () => Promise<void> = async () => undefined;
  #port = 0;
  #token: string | null;
  latencyMs: number;

  constructor(options: TelegramOptions) {
    const id = 5_000_000_000 + Math.floor(Math.random() * 1e9);
    this.#token = `${id}:${randomBytes(27).toString('base64url').slice(0, 35)}`;
    this.#world = new World(botUser(id, options), options.callbackLifeMs ?? 15_000);
    this.#flood = new FloodControl(options.limits === undefined ? TELEGRAM_LIMITS : options.limits);
    this.latencyMs = options.latencyMs ?? 0;
    const call: Backend['call'] = async (method, parameters) => void (await perform(this.#parts, method, parameters));
    this.#backend = { world: this.#world, flood: this.#flood, commands: new BotCommands(), webhook: null, call };
    this.#parts = {
      backend: this.#backend,
      faults: this.#faults,
      calls: [],
      waiting: new Map(),
      token: () => this.#token,
      latencyMs: () => this.latencyMs,
    };
  }

  async listen(): Promise<void> {
    const { server, port } = await serve(this.#parts);
    this.#port = port;
    this.#close = async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    };
  }

  /** What a bot is told as its API root. */
  get root(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get token(): string {
    return this.#token ?? '';
  }

  get bot(): User {
    return this.#world.bot;
  }

  /** Every call but polls, in order: what a leaked secret would be looked for in. */
  get calls(): readonly Call[] {
    return this.#parts.calls;
  }

  /** What the bot has shown, in order. */
  get journal(): Journal {
    return this.#world.journal;
  }

  /** The menus set by setMyCommands, by scope: `default`, `chat 42`, … */
  get menus(): Readonly<Record<string, readonly BotCommand[]>> {
    return this.#backend.commands.all;
  }

  get webhookInfo(): WebhookInfo | null {
    return this.#backend.webhook?.info ?? null;
  }

  /** Updates that the bot has not confirmed. */
  get unconfirmed(): number {
    return this.#world.updates.size;
  }

  set limits(limits: Limits | null) {
    this.#flood.limits = limits;
  }

  /** From now on nobody's token is right. */
  revokeToken(): void {
    this.#token = null;
  }

  /** A new person, whom the bot does not know. */
  user(firstName: string, more: Partial<User> = {}): User {
    const user: User = { id: this.#world.newId(), is_bot: false, first_name: firstName, ...more };
    this.#world.users.set(user.id, user);
    const chat = { id: user.id, type: 'private', first_name: user.first_name, ...(user.username && { username: user.username }) } as Chat;
    this.#world.addRoom(chat, 'stranger');
    return user;
  }

  /** A new group. */
  group({ type = 'supergroup', title = 'Group', members = [], admins = [], bot = 'member' }: GroupOptions = {}): Chat {
    const id = type === 'supergroup' ? -1_000_000_000_000 - this.#world.newId() : -this.#world.newId();
    const room = this.#world.addRoom({ id, type, title }, bot);
    for (const [index, user] of admins.entries()) room.members.set(user.id, { user, status: index === 0 ? 'creator' : 'administrator' });
    for (const user of members) if (!room.members.has(user.id)) room.members.set(user.id, { user, status: 'member' });
    return room.chat;
  }

  /** A channel, in whose name a message may come. */
  channel(title: string): Chat {
    return this.#world.addRoom({ id: -1_000_000_000_000 - this.#world.newId(), type: 'channel', title }, 'left').chat;
  }

  /** The user in the private chat with the bot, or in a group. */
  as(user: User, chat?: Chat): Actor {
    return new Actor(this.#world, this.#room(chat?.id ?? user.id), user);
  }

  /** The user, having pressed Start in the private chat; the bot is not told. */
  acquainted(user: User): Actor {
    this.setStanding(user.id, 'member');
    return this.as(user);
  }

  /** Blocks the bot, throws it out of a group, makes it an administrator, … */
  setStanding(chatId: number, standing: BotStanding): void {
    this.#room(chatId).standing = standing;
  }

  /** Turns a group into a supergroup with another id, as Telegram does by itself when a setting asks for it. */
  upgradeGroup(chat: Chat): Chat {
    const old = this.#room(chat.id);
    const upgraded = this.group({ title: chat.title ?? '' });
    for (const [id, member] of old.members) this.#room(upgraded.id).members.set(id, member);
    old.migratedTo = upgraded.id;
    const service = { message_id: old.nextMessageId(), from: this.bot, chat: old.chat, date: now(), migrate_to_chat_id: upgraded.id };
    this.#world.updates.push({ message: service } as never);
    return upgraded;
  }

  /** Forwards a message into another chat. Telegram leaves the bot's buttons behind. */
  forward(message: Message, to: Chat, by: User): Message {
    const room = this.#room(to.id);
    const { reply_markup: _markup, ...rest } = message;
    const origin = { type: 'user', sender_user: message.from, date: message.date };
    return room.keep({ ...rest, message_id: room.nextMessageId(), from: by, chat: room.chat, forward_origin: origin } as Message);
  }

  fault(fault: Fault): InjectedFault {
    return this.#faults.add(fault, this.#parts.waiting);
  }

  async close(): Promise<void> {
    this.#backend.webhook?.end();
    this.#world.updates.release();
    this.#faults.release();
    await this.#close();
  }

  #room(id: number): Room {
    const room = this.#world.rooms.get(id);
    if (room === undefined) throw new Error(`There is no chat ${id}: make it with user() or group()`);
    return room;
  }
}

function botUser(id: number, { username = 'zepix_test_bot', readsGroups = false }: TelegramOptions): World['bot'] {
  return {
    id,
    is_bot: true,
    first_name: 'Zepix',
    username,
    can_join_groups: true,
    can_read_all_group_messages: readsGroups,
    can_manage_bots: false,
    supports_inline_queries: false,
    supports_guest_queries: false,
    supports_join_request_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
    has_topics_enabled: false,
    allows_users_to_create_topics: false,
  };
}

/**
 * Starts a strict stand-in for Telegram's Bot API over HTTP. It refuses what Telegram documents that it refuses, in Telegram's words,
 * and remembers everything. Under vitest hand in `onTestFinished`.
 */
export async function startTelegram(options: TelegramOptions = {}, atEnd?: (close: () => Promise<void>) => void): Promise<Telegram> {
  const telegram = new Telegram(options);
  await telegram.listen();
  atEnd?.(() => telegram.close());
  return telegram;
}
