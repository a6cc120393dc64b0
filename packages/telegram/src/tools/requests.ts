import type { InlineKeyboardMarkup } from 'grammy/types';
import { cardMessage } from '../approval/card.js';
import type { AuditEntry, AuditEvent } from '../state/bot-state.js';
import type { Person, Request, RequestChange, RequestStatus } from '../state/request.js';
import { MARK } from './look.js';
import { edit } from './post.js';
import { messageOf } from './tools.js';
import type { Tools } from './tools.js';

/** A line of the audit log about a request. */
export function entry({ now }: Pick<Tools, 'now'>, event: AuditEvent, request: Request, person: Person | null, detail: string): AuditEntry {
  return { at: now().toISOString(), event, user: person?.id ?? null, chat: request.chat, request: request.id, detail };
}

/** A step of a request, with its line of the audit log. */
export interface Step {
  readonly event: AuditEvent;
  readonly person: Person | null;
  readonly detail: string;
}

/** Leads a request a step further, and its card with it. Null where somebody else was faster. */
export async function lead(
  tools: Tools,
  request: Request,
  from: readonly RequestStatus[],
  change: RequestChange,
  { event, person, detail }: Step,
): Promise<Request | null> {
  const now = await tools.state.advance(request.id, from, change, entry(tools, event, request, person, detail));
  if (now === null) return null;
  tools.log.info({ request: now.id, status: now.status, event, user: person?.id }, 'request');
  if (now.status !== request.status) await showCard(tools, now);
  return now;
}

/** Shows a request's card as it stands. That the card can't be shown keeps nothing from going on. */
async function showCard(tools: Tools, request: Request): Promise<void> {
  try {
    await edit(tools, request, cardMessage(request), { keyboard: cardKeyboard(request) });
  } catch (error) {
    tools.log.warn({ request: request.id, error: messageOf(error) }, 'a card could not be shown');
  }
}

/** The buttons of a card: all while it waits, the details always. */
export function cardKeyboard({ status, nonces }: Request): InlineKeyboardMarkup {
  const button = (text: string, nonce: string) => ({ text, callback_data: `${MARK}${nonce}` });
  const deciding = [...(status === 'open' ? [button('✅ Approve', nonces.approve)] : []), button('🚫 Reject', nonces.reject)];
  const waits = status === 'open' || status === 'typing';
  return { inline_keyboard: [...(waits ? [deciding] : []), [button('📄 Details', nonces.details)]] };
}
