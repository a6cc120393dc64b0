import { cardMessage, nameOf } from '../approval/card.js';
import { buttonOf, closedReason, decide, isOver } from '../approval/judge.js';
import type { Press } from '../approval/judge.js';
import { bold, code, line, title } from '../message/value.js';
import type { Message } from '../message/value.js';
import type { Person, Request } from '../state/request.js';
import { edit, post } from '../tools/post.js';
import { cardKeyboard, entry, lead } from '../tools/requests.js';
import { inFuture } from '../tools/tools.js';
import type { Tools } from '../tools/tools.js';
import { showDetails } from './look.js';
import { runRequest } from './run.js';

/** How long a name may be typed after a press, in ms, at least. */
const TYPING_MS = 120_000;

/** Does what a press on a card asks for; gives the words that answer the press, null for none. */
export async function pressCard(tools: Tools, request: Request, nonce: string, press: Press): Promise<string | null> {
  const button = buttonOf(request, nonce);
  const decision = decide(request, button, press);
  if (decision.kind === 'refuse') return refuse(tools, request, press, decision.reason);
  if (decision.kind === 'details') {
    tools.background.run('details', () => showDetails(tools, request, nonce));
    return null;
  }
  const name = nameOf(press.person);
  if (decision.kind === 'reject') {
    const step = { event: 'rejected', person: press.person, detail: `${name} rejected it` } as const;
    return (await lead(tools, request, ['open', 'typing'], { status: 'rejected' }, step)) === null ? tooLate(tools, nonce) : 'Rejected.';
  }
  return decision.kind === 'type' ? askForName(tools, request, nonce, press.person) : approve(tools, request, 'open', nonce, press.person);
}

/** A text that may be the name that an approval waits for. True where it was meant as one. */
export async function typeName(tools: Tools, person: Person, chat: number, text: string, isAnswer: boolean): Promise<boolean> {
  const waiting = (await tools.state.list(['typing'])).filter((one) => one.chat === chat && one.approvedBy?.id === person.id);
  const request = waiting.find(({ toType }) => toType === text.trim()) ?? (isAnswer ? waiting.at(-1) : undefined);
  if (request === undefined) return false;
  if (isOver(request, tools.now().toISOString())) {
    await expire(tools, request);
    await say(tools, request, '⌛', 'Too late', 'The name was typed too late. Ask again.');
  } else if (request.toType !== text.trim()) {
    await refuse(tools, request, { person, at: tools.now().toISOString() }, 'another name was typed');
    await say(tools, request, '🚫', 'Not started', 'That is not the name. Nothing was started.');
  } else {
    const answer = await approve(tools, request, 'typing', request.nonces.approve, person);
    if (answer !== APPROVED) await say(tools, request, '🚫', 'Not started', answer);
  }
  return true;
}

/** Ends those requests whose time is over. */
export async function expireRequests(tools: Tools): Promise<void> {
  const at = tools.now().toISOString();
  for (const request of await tools.state.list(['open', 'typing'])) if (isOver(request, at)) await expire(tools, request);
}

async function expire(tools: Tools, request: Request): Promise<void> {
  await lead(tools, request, ['open', 'typing'], { status: 'expired' }, { event: 'expired', person: null, detail: 'its time is over' });
}

const APPROVED = 'Approved. It begins now.';

/** One of two presses at once leads the request on; the other one is told so. */
async function approve(tools: Tools, request: Request, from: 'open' | 'typing', nonce: string, person: Person): Promise<string> {
  const step = { event: 'approved', person, detail: `${nameOf(person)} approved it` } as const;
  const running = await lead(tools, request, [from], { status: 'running', approvedBy: person }, step);
  if (running === null) return tooLate(tools, nonce);
  tools.background.run('run', () => runRequest(tools, running));
  return APPROVED;
}

async function askForName(tools: Tools, request: Request, nonce: string, person: Person): Promise<string> {
  const later = inFuture(tools, TYPING_MS);
  const expiresAt = later > request.expiresAt ? later : request.expiresAt;
  const step = { event: 'approved', person, detail: `${nameOf(person)} pressed; the name is to be typed` } as const;
  const waiting = await lead(tools, request, ['open'], { status: 'typing', approvedBy: person, expiresAt }, step);
  if (waiting === null) return tooLate(tools, nonce);
  await post(tools, request, typingMessage(waiting, person), { replyTo: request.message, asks: true });
  return 'Now type the name.';
}

const ACTS: Record<Request['wish']['kind'], string> = {
  up: 'This drops or overwrites what is there, or can’t be undone where it fails.',
  down: 'This takes back what was applied.',
  restore: 'This puts an older state in the place of what is there now.',
};

/** Asks for the name of what may lose something. */
export function typingMessage({ id, toType, wish }: Request, { name }: Person): Message {
  const [only] = wish.databases;
  const what = wish.databases.length === 1 ? `the name of ${only?.label ?? 'the database'}` : 'these names';
  return {
    head: title('⌨️', 'Type it to approve'),
    sections: [[line(ACTS[wish.kind])], [line(bold(name), `, answer with ${what}:`), line(code(toType ?? ''))]],
    foot: [line('Request ', code(id))],
  };
}

async function refuse(tools: Tools, request: Request, { person, at }: Pick<Press, 'person' | 'at'>, reason: string): Promise<string> {
  if (request.status === 'open' && isOver(request, at)) await expire(tools, request);
  await tools.state.record(entry(tools, 'refused', request, person, reason));
  tools.log.warn({ request: request.id, user: person.id, reason }, 'a press was refused');
  return reason;
}

async function tooLate(tools: Tools, nonce: string): Promise<string> {
  const now = await tools.state.find(nonce);
  if (now === null) return 'This is not known any more.';
  await edit(tools, now, cardMessage(now), { keyboard: cardKeyboard(now) });
  return closedReason(now.status);
}

async function say(tools: Tools, request: Request, sign: string, head: string, words: string): Promise<void> {
  await post(
    tools,
    request,
    { head: title(sign, head), sections: [[line(words)]], foot: [line('Request ', code(request.id))] },
    { replyTo: request.message },
  );
}
