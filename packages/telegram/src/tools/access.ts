import { judge } from '../access/judge.js';
import type { Sender, Verdict } from '../access/judge.js';
import type { Role } from '../access/allow.js';
import { strangerMessage } from '../access/strangers.js';
import { post } from './post.js';
import { inFuture } from './tools.js';
import type { Tools } from './tools.js';

const HOUR_MS = 3_600_000;
const MOST_AN_HOUR = 5;

/** Judges a sender, writes down who may not, and tells the owner of strangers. */
export async function admit(tools: Tools, sender: Sender, needed: Role): Promise<Exclude<Verdict, { kind: 'silence' }> | null> {
  const verdict = judge(tools.allow, sender, needed);
  if (verdict.kind !== 'silence') return verdict;
  tools.background.run('stranger', () => reportStranger(tools, verdict));
  return null;
}

async function reportStranger(tools: Tools, verdict: Extract<Verdict, { kind: 'silence' }>): Promise<void> {
  const { state, now, log } = tools;
  const who = `stranger:${verdict.person?.id ?? `chat ${verdict.chat}`}`;
  if ((await state.recall(who)) !== null) return;
  await state.remember(who, '', inFuture(tools, 24 * HOUR_MS));
  const { person, chat, reason } = verdict;
  await state.record({ at: now().toISOString(), event: 'stranger', user: person?.id ?? null, chat, request: null, detail: reason });
  log.warn({ user: person?.id, chat, reason }, 'a stranger got no answer');
  if (tools.adminChat === null || !(await mayTell(tools))) return;
  await post(tools, { chat: tools.adminChat, thread: null }, strangerMessage(verdict, now().toISOString()));
}

/** Counts what was told in this hour: a flood of strangers must not become a flood of alerts. */
async function mayTell(tools: Tools): Promise<boolean> {
  const told = Number((await tools.state.recall('strangers')) ?? 0);
  if (told >= MOST_AN_HOUR) return false;
  await tools.state.remember('strangers', String(told + 1), inFuture(tools, HOUR_MS));
  return true;
}
