import { errorReport, toMigrationError } from '@zepix/migrations-core';
import { detailsMessage } from '../approval/card.js';
import { line, title } from '../message/value.js';
import type { Message } from '../message/value.js';
import type { Request } from '../state/request.js';
import { edit, post } from '../tools/post.js';
import type { Place } from '../tools/post.js';
import { lookKeyboard } from '../tools/look.js';
import type { Look } from '../tools/look.js';
import { inFuture, messageOf, nonce } from '../tools/tools.js';
import type { Tools } from '../tools/tools.js';
import { errorLines } from '../views/error.js';
import { historyMessage } from '../views/history.js';
import { planMessage } from '../views/plan.js';
import { snapshotsMessage } from '../views/snapshots.js';
import { statusMessage } from '../views/status.js';

/** Somebody waits for the plan, and sees nothing meanwhile: a database that is locked for longer is named as locked. */
const PLAN_WAITS_MS = 2000;

const MONTH_MS = 30 * 24 * 3_600_000;

/** Answers with a look at the databases, which can be refreshed and turned over. */
export async function showLook(tools: Tools, place: Place, look: Look, replyTo: number): Promise<void> {
  const message = await lookAt(tools, look);
  const word = nonce();
  await tools.state.remember(`look:${word}`, JSON.stringify(look), inFuture(tools, MONTH_MS));
  await post(tools, place, message, { keyboard: lookKeyboard(word, message, 0), replyTo });
}

/** The look that a button of that nonce belongs to; null where it is of nothing that is known. */
export async function findLook(tools: Tools, word: string): Promise<Look | null> {
  const text = await tools.state.recall(`look:${word}`);
  return text === null ? null : (JSON.parse(text) as Look);
}

/** Makes a look anew, in the message that shows it. */
export async function renewLook(
  tools: Tools,
  at: { readonly chat: number; readonly message: number },
  look: Look,
  word: string,
  page: number,
) {
  const message = await lookAt(tools, look);
  await edit(tools, at, message, { page, keyboard: lookKeyboard(word, message, page) });
}

/** What could not be read is said, too: no answer would look as if all were well. */
async function lookAt(tools: Tools, look: Look): Promise<Message> {
  try {
    return await looks[look.kind](tools, look);
  } catch (error) {
    tools.log.error({ look: look.kind, error: messageOf(error) }, 'a look failed');
    return {
      head: title('🔴', 'Nothing is known'),
      sections: [errorLines(errorReport(toMigrationError(error)))],
      foot: [line('Try again.')],
    };
  }
}

const looks: Record<Look['kind'], (tools: Tools, look: Look) => Promise<Message>> = {
  status: async (tools, { filter }) => {
    const report = await tools.engines.lookOnce(`status ${filter.join(' ')}`, (engine) => engine.status({ filter }));
    const running = (await tools.state.list(['running'])).map(({ id }) => id);
    return statusMessage(report, { at: tools.now().toISOString(), running });
  },
  plan: async (tools, { filter }) => {
    const report = await tools.engines.plan([], (engine) => engine.up({ filter, dryRun: true, lockTimeoutMs: PLAN_WAITS_MS }));
    return planMessage(report, tools.now().toISOString());
  },
  history: async (tools, { filter }) => {
    const report = await tools.engines.look((engine) => engine.history({ filter }));
    return historyMessage(report, report.result ?? []);
  },
  snapshots: async (tools, { filter }) => {
    const report = await tools.engines.look((engine) => engine.snapshots.list({ filter }));
    return snapshotsMessage(report, report.result ?? []);
  },
  details: async (tools, { filter }) => {
    const request = await tools.state.find(filter[0] ?? '');
    if (request === null) return { head: title('🔴', 'Not known any more'), sections: [], foot: [line('Ask again.')] };
    return detailsMessage(request);
  },
};

/** All that is in a request, in a message of its own. */
export function showDetails(tools: Tools, request: Request, nonce: string): Promise<void> {
  return showLook(tools, request, { kind: 'details', filter: [nonce] }, request.message);
}
