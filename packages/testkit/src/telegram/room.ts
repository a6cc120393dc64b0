import type { Chat, Message, User } from '@grammyjs/types';

/** What the bot is in a chat. `stranger`: a user who never started it. */
export type BotStanding = 'member' | 'administrator' | 'left' | 'kicked' | 'blocked' | 'stranger';
export type MemberStatus = 'creator' | 'administrator' | 'member';

/** One chat as the server keeps it. Every chat counts its messages by itself, so the same id may be in two chats. */
export class Room {
  readonly chat: Chat;
  readonly members = new Map<number, { readonly user: User; status: MemberStatus }>();
  /** Administrators who hide behind the group's name. */
  readonly anonymous = new Set<number>();
  readonly messages = new Map<number, Message>();
  standing: BotStanding;
  /** The supergroup that this group became. */
  migratedTo: number | null = null;
  #lastId = 0;

  constructor(chat: Chat, standing: BotStanding) {
    this.chat = chat;
    this.standing = standing;
  }

  get isGroup(): boolean {
    return this.chat.type === 'group' || this.chat.type === 'supergroup';
  }

  nextMessageId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /** Keeps a message, or its new state. */
  keep<M extends Message>(message: M): M {
    this.messages.set(message.message_id, message);
    return message;
  }
}
