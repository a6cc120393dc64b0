import type { Role } from '../access/allow.js';
import { mayAct } from '../access/allow.js';
import type { Button, Person, Request, RequestStatus } from '../state/request.js';
import { time } from '../wording/words.js';

/** A press on a button of a card. */
export interface Press {
  readonly person: Person;
  readonly role: Role;
  readonly chat: number;
  /** The message that the button is below. */
  readonly message: number;
  /** UTC, ISO 8601 with Z. */
  readonly at: string;
}

/** What is to be done about it: to refuse it with a reason, or what the button says. */
export type Decision = { readonly kind: 'refuse'; readonly reason: string } | { readonly kind: 'details' | 'reject' | 'type' | 'run' };

/** The button of a request that a nonce is of. */
export function buttonOf({ nonces }: Request, nonce: string): Button {
  if (nonce === nonces.approve) return 'approve';
  return nonce === nonces.reject ? 'reject' : 'details';
}

const CLOSED: Record<Exclude<RequestStatus, 'open'>, string> = {
  typing: 'This was pressed already, and waits for the name to be typed.',
  running: 'This was approved already, and is under way.',
  done: 'This was approved already, and is done.',
  failed: 'This was approved already, and failed.',
  rejected: 'This was rejected.',
  expired: 'This card is too old. Ask again.',
  stale: 'The plan changed since this card. Ask again.',
};

/** Why a request may no longer be decided on. */
export function closedReason(status: RequestStatus): string {
  return status === 'open' ? 'Somebody was faster.' : CLOSED[status];
}

/** Judges a press by what the bot itself wrote down of the card, never by what the press says. */
export function decide(request: Request, button: Button, press: Press): Decision {
  const reason =
    wrongPlace(request, press) ?? (button === 'details' ? null : (closed(request, button, press) ?? unfit(request, button, press)));
  if (reason !== null) return { kind: 'refuse', reason };
  if (button !== 'approve') return { kind: button };
  return { kind: request.toType === null ? 'run' : 'type' };
}

/** Whether the time of a request is over. */
export function isOver({ expiresAt }: Request, at: string): boolean {
  return at > expiresAt;
}

function wrongPlace(request: Request, { chat, message }: Press): string | null {
  if (chat !== request.chat) return 'This card belongs to another chat.';
  return message === request.message ? null : 'This is a copy of the card. Press the card itself.';
}

function closed(request: Request, button: Button, { at }: Press): string | null {
  if (request.status === 'typing' && button === 'reject') return null;
  if (request.status !== 'open') return CLOSED[request.status];
  return isOver(request, at) ? `This card could be approved until ${time(request.expiresAt)}. Ask again.` : null;
}

function unfit(request: Request, button: Button, { person, role }: Press): string | null {
  const own = person.id === request.askedBy.id;
  if (button === 'reject' && own) return null;
  if (!mayAct(role, 'approver')) return `Only an approver may ${button} this; you are ${role === 'viewer' ? 'a viewer' : 'an operator'}.`;
  return button === 'approve' && request.twoPeople && own ? 'Somebody else must approve what you asked for.' : null;
}
