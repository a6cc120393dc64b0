import type { Chat, InlineKeyboardButton, Message, Update, User } from '@grammyjs/types';
import type { CallbackAnswer } from './callbacks.js';
import type { Change } from './journal.js';
import { now } from './methods/messages.js';
import type { Room } from './room.js';
import { commandEntities } from './text.js';
import { ANONYMOUS_ADMIN, CHANNEL_BOT } from './world.js';
import type { World } from './world.js';

/** A text, a pattern of it, or a test of the whole message. */
export type Wanted = string | RegExp | ((message: Message) => boolean);

const PATIENCE_MS = 10_000;

/** How a user sends: as what, and in answer to which message. */
export interface SendOptions {
  readonly replyTo?: Message;
  /** Behind the group's name (anonymous administrators can), or in the name of a channel. */
  readonly as?: 'anonymous' | Chat;
  /** The message comes from elsewhere: who wrote it first. */
  readonly forwardedFrom?: User;
}

/** A user in a chat: what a person can do with a phone. */
export class Actor {
  readonly user: User;
  readonly #world: World;
  readonly #room: Room;
  #lookFrom: number;

  constructor(world: World, room: Room, user: User) {
    this.#world = world;
    this.#room = room;
    this.user = user;
    this.#lookFrom = world.journal.last;
  }

  get chat(): Chat {
    return this.#room.chat;
  }

  /** Sends a text; whether the bot gets to see it is up to Telegram's privacy mode. */
  send(text: string, options: SendOptions = {}): Message {
    this.#lookFrom = this.#world.journal.last;
    const entities = commandEntities(text);
    const origin = options.forwardedFrom && { type: 'user', sender_user: options.forwardedFrom, date: now() };
    const message = this.#room.keep({
      message_id: this.#room.nextMessageId(),
      ...this.#sender(options.as),
      chat: this.#room.chat,
      date: now(),
      text,
      ...(entities.length > 0 && { entities }),
      ...(options.replyTo && { reply_to_message: options.replyTo }),
      ...(origin && { forward_origin: origin }),
    } as Message.TextMessage);
    this.#startPrivateChat();
    if (this.#reaches(message)) this.#world.updates.push({ message } as Partial<Update>);
    return message;
  }

  /** Changes a message of one's own. */
  edit(message: Message, text: string): Message {
    const { entities: _entities, ...rest } = message as Message.TextMessage;
    const entities = commandEntities(text);
    const edited = this.#room.keep({ ...rest, text, ...(entities.length > 0 && { entities }), edit_date: now() });
    if (this.#reaches(edited)) this.#world.updates.push({ edited_message: edited } as Partial<Update>);
    return edited;
  }

  /**
   * Presses the button with this text under a message as it was handed in: a screen may be out of date. Resolves with what the bot
   * answers; rejects when it does not.
   */
  async press(message: Message, button: string | RegExp, timeoutMs = PATIENCE_MS): Promise<CallbackAnswer> {
    const found = buttonsOf(message).find(({ text }) => (typeof button === 'string' ? text.includes(button) : button.test(text)));
    if (found === undefined || !('callback_data' in found)) {
      throw new Error(
        `No button ${String(button)} under: ${message.text ?? ''} (${buttonsOf(message)
          .map(({ text }) => text)
          .join(', ')})`,
      );
    }
    return this.pressData(message, found.callback_data, timeoutMs);
  }

  /** Presses what may not even be there: any data, under any message, wherever that was seen. */
  async pressData(message: Message, data: string, timeoutMs = PATIENCE_MS): Promise<CallbackAnswer> {
    this.#lookFrom = this.#world.journal.last;
    const there = this.#room.messages.get(message.message_id);
    const shown = there ?? { chat: this.#room.chat, message_id: message.message_id, date: 0 };
    const { answer } = this.#world.press({ from: this.user, message: shown, data });
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`The bot did not answer the press of ${data} within ${timeoutMs} ms`)), timeoutMs);
    });
    return Promise.race([answer, silence]).finally(() => clearTimeout(timer));
  }

  /** The first message of the bot's, sent or edited here since this actor last sent or pressed, that fits. Rejects after the timeout. */
  async expect(wanted: Wanted, timeoutMs = PATIENCE_MS): Promise<Message> {
    return (await this.expectChange(wanted, timeoutMs)).message;
  }

  /** As `expect`, with when it was and whether it was an edit. */
  async expectChange(wanted: Wanted, timeoutMs = PATIENCE_MS): Promise<Change> {
    const fits = (change: Change): boolean =>
      change.kind !== 'deleted' && change.message.chat.id === this.chat.id && isWanted(change.message, wanted);
    return this.#world.journal.find(fits, this.#lookFrom, timeoutMs, `${String(wanted)} in ${this.chat.id}`);
  }

  /** Sends and waits for the answer. */
  async ask(text: string, wanted: Wanted, timeoutMs?: number): Promise<Message> {
    this.send(text);
    return this.expect(wanted, timeoutMs);
  }

  /** The bot's messages in this chat as they stand. */
  get screen(): readonly Message[] {
    return [...this.#room.messages.values()].filter(({ from }) => from?.id === this.#world.bot.id);
  }

  #sender(as: SendOptions['as']): object {
    if (as === undefined) return { from: this.user };
    if (as === 'anonymous') return { from: ANONYMOUS_ADMIN, sender_chat: this.#room.chat };
    return { from: CHANNEL_BOT, sender_chat: as };
  }

  #startPrivateChat(): void {
    if (this.#room.standing === 'stranger') this.#room.standing = 'member';
  }

  /** In a group a bot in privacy mode sees only commands that are not another bot's, and replies to itself. */
  #reaches({ text, reply_to_message: replied }: Message): boolean {
    const { standing, isGroup } = this.#room;
    if (!['member', 'administrator'].includes(standing)) return false;
    if (!isGroup || standing === 'administrator' || this.#world.bot.can_read_all_group_messages) return true;
    const command = /^\/\w+(?:@(\w+))?/.exec(text ?? '');
    const isForUs = command !== null && (command[1] === undefined || command[1].toLowerCase() === this.#world.bot.username.toLowerCase());
    return isForUs || replied?.from?.id === this.#world.bot.id;
  }
}

/** Every button under a message, row by row. */
export function buttonsOf(message: Message): readonly InlineKeyboardButton[] {
  return message.reply_markup?.inline_keyboard.flat() ?? [];
}

function isWanted(message: Message, wanted: Wanted): boolean {
  if (typeof wanted === 'function') return wanted(message);
  const text = message.text ?? '';
  return typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text);
}
