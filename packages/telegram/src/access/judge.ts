import { clean } from '../message/clean.js';
import type { Person } from '../state/request.js';
import { mayAct, roleOf } from './allow.js';
import type { AllowList, Role } from './allow.js';

/** Who sends something, and where: the part of an update that access is judged by. */
export interface Sender {
  readonly user:
    | { readonly id: number; readonly is_bot: boolean; readonly first_name: string; readonly username?: string | undefined }
    | undefined;
  readonly chat: { readonly id: number; readonly type: string } | undefined;
  /** Set where somebody writes in the name of a chat: an anonymous admin, a channel. */
  readonly senderChat: number | undefined;
  /** Whether the text was written by somebody else before. */
  readonly forwarded: boolean;
}

/** What may be done about it. `silence` is for strangers: they are not even told that somebody is there. */
export type Verdict =
  | { readonly kind: 'may'; readonly person: Person; readonly role: Role; readonly chat: number }
  | { readonly kind: 'may-not'; readonly person: Person; readonly chat: number; readonly reason: string }
  | { readonly kind: 'anonymous'; readonly chat: number }
  | { readonly kind: 'silence'; readonly person: Person | null; readonly chat: number | null; readonly reason: string };

/** Judges a sender. Whatever is not known for certain is a stranger. */
export function judge(allow: AllowList, sender: Sender, needed: Role): Verdict {
  const { user, chat, senderChat, forwarded } = sender;
  if (chat === undefined) return { kind: 'silence', person: null, chat: null, reason: 'in no chat' };
  const known = chat.type === 'private' ? chat.id === user?.id : allow.groups?.includes(chat.id) === true;
  if (senderChat !== undefined && known && senderChat === chat.id) return { kind: 'anonymous', chat: chat.id };
  if (user === undefined || senderChat !== undefined) return silence(sender, 'in the name of a chat');
  const role = user.is_bot ? null : roleOf(allow, user.id);
  if (role === null) return silence(sender, 'not on the list');
  if (!known) return silence(sender, 'on the list, but in a chat that is not');
  const person = personOf(user);
  if (forwarded) return { kind: 'may-not', person, chat: chat.id, reason: 'A forwarded message is no order. Type the command yourself.' };
  if (mayAct(role, needed)) return { kind: 'may', person, role, chat: chat.id };
  return { kind: 'may-not', person, chat: chat.id, reason: `This needs an ${needed}; you are a ${role}.` };
}

function silence({ user, chat }: Sender, reason: string): Verdict {
  return { kind: 'silence', person: user === undefined ? null : personOf(user), chat: chat?.id ?? null, reason };
}

const LONGEST_NAME = 64;

/** Names go into the history and the audit log, and from there onto terminals: without anything that can't be seen. */
function personOf({ id, first_name: name, username }: NonNullable<Sender['user']>): Person {
  const shown = clean(name, LONGEST_NAME);
  return { id, name: username === undefined ? shown : `${shown} (${clean(username, LONGEST_NAME)})` };
}
