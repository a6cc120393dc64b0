import type { Report } from '@zepix/migrations-core';
import { alertMessage, compare, findAlerts } from '../alerts/find.js';
import type { Told } from '../alerts/find.js';
import type { Request } from '../state/request.js';
import { postAll } from '../tools/post.js';
import { messageOf } from '../tools/tools.js';
import type { Tools } from '../tools/tools.js';

const TOLD = 'alerts';

/** Looks once for what is worth an alert, and tells of what changed since. While a run is under way nothing is judged. */
export async function lookForAlerts(tools: Tools): Promise<void> {
  const { adminChat } = tools;
  if (adminChat === null || (await tools.state.list(['running'])).length > 0) return;
  const { fresh, over, now } = compare(findAlerts(await lookAtAll(tools)), await recallTold(tools));
  if (fresh.length === 0 && over.length === 0) return;
  // Sent before it is remembered: it may come twice where the bot dies between, but never not at all.
  await postAll(tools, { chat: adminChat, thread: null }, alertMessage(fresh, over));
  await tools.state.remember(TOLD, JSON.stringify(now), null);
  const detail = `new: ${fresh.map(({ key }) => key).join(', ') || 'none'}; over: ${over.join(', ') || 'none'}`;
  await tools.state.record({ at: tools.now().toISOString(), event: 'alerted', user: null, chat: adminChat, request: null, detail });
}

async function lookAtAll(tools: Tools): Promise<Report> {
  return tools.engines.look((engine) => engine.status());
}

async function recallTold({ state, log }: Tools): Promise<Told> {
  const text = await state.recall(TOLD);
  if (text === null) return {};
  try {
    return JSON.parse(text) as Told;
  } catch (error) {
    log.error({ error: messageOf(error) }, 'what was told could not be read');
    return {};
  }
}

/** What a summary told in the admin's chat is no alert besides: its failure, and that what was pending is pending no more. */
export async function learnOutcome(tools: Tools, request: Request): Promise<void> {
  try {
    const told = await recallTold(tools);
    const { now } = compare(findAlerts(await lookAtAll(tools)), told);
    const names = request.wish.databases.map(({ name }) => name);
    const failures = names.flatMap((name) => [`${name}:LAST_RUN_FAILED`, `${name}:INTERRUPTED_MIGRATION`]);
    const over = new Set([...failures, ...names.map((name) => `${name}:pending`)].filter((key) => now[key] === undefined));
    const rest = Object.entries(told).filter(([key]) => !over.has(key));
    const learned = Object.entries(now).filter(([key]) => failures.includes(key));
    await tools.state.remember(TOLD, JSON.stringify(Object.fromEntries([...rest, ...learned])), null);
  } catch (error) {
    // Then it is told once more, by an alert.
    tools.log.warn({ request: request.id, error: messageOf(error) }, 'what a summary told could not be learned');
  }
}
