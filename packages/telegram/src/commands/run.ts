import { toMigrationError } from '@zepix/migrations-core';
import type { Engine, Report, Restoration, RunEvent } from '@zepix/migrations-core';
import { nameOf } from '../approval/card.js';
import { Editor } from '../progress/editor.js';
import { progressMessage } from '../progress/message.js';
import { after, beginning } from '../progress/progress.js';
import { isStale, summaryMessage } from '../progress/summary.js';
import { restoredMessage } from '../progress/restored.js';
import type { Message } from '../message/value.js';
import type { Request } from '../state/request.js';
import { deliver, edit, post, postAll } from '../tools/post.js';
import { entry, lead } from '../tools/requests.js';
import { messageOf } from '../tools/tools.js';
import type { Tools } from '../tools/tools.js';
import { learnOutcome } from './watch.js';
import { findEnd } from './ended.js';
import type { Ending } from './ending.js';

/** Runs an approved request to its end, and tells of it. Its status stays `running` until the end was told: a bot that dies before tells it when it lives again. */
export async function runRequest(tools: Tools, request: Request): Promise<void> {
  const shown = new Shown(tools, request);
  const ending = await perform(tools, request, (event) => shown.emit(event));
  await shown.end();
  if (ending !== null) await tell(tools, request, ending);
}

/** Sends how a run ended until it is there, and only then closes the request. */
export async function tell(tools: Tools, request: Request, { message, status, detail }: Ending): Promise<void> {
  const sent = await deliver(tools, 'summary', () => postAll(tools, request, message, { replyTo: request.message }));
  if (sent === null && tools.closing.signal.aborted) return;
  if (sent === null) await tellAdmin(tools, request, message);
  else if (request.chat === tools.adminChat) await learnOutcome(tools, request);
  await lead(tools, request, ['running'], { status }, { event: 'finished', person: null, detail });
}

/** The chat that asked is gone, or has thrown the bot out: somebody must know all the same. */
async function tellAdmin(tools: Tools, request: Request, message: Message): Promise<void> {
  const { adminChat } = tools;
  if (adminChat === null || adminChat === request.chat) return;
  await deliver(tools, 'summary for the admin', () => postAll(tools, { chat: adminChat, thread: null }, message));
}

/** Whatever goes wrong here, the databases know how the run ended. */
async function perform(tools: Tools, request: Request, emit: (event: RunEvent) => void): Promise<Ending | null> {
  try {
    return await tools.engines.work([{ emit }], (engine) => call(tools, request, engine));
  } catch (error) {
    tools.log.error({ request: request.id, error: messageOf(error) }, 'a run’s engine ended before it had reported');
    return findEnd(tools, request, toMigrationError(error));
  }
}

async function call(tools: Tools, request: Request, engine: Engine): Promise<Ending> {
  const { wish, planHash } = request;
  const consent = { request: request.id, askedBy: nameOf(request.askedBy), approvedBy: nameOf(request.approvedBy ?? request.askedBy) };
  const settings = { filter: wish.databases.map(({ name }) => name), approval: { planHash }, consent, lockTimeoutMs: tools.lockTimeoutMs };
  if (wish.kind === 'restore') {
    const report = await engine.snapshots.restore(wish.snapshot, settings);
    return restored(request, report, report.result, await engine.status({ filter: settings.filter }));
  }
  const goal = { ...(wish.to !== null && { to: wish.to }), ...(wish.to === null && wish.steps !== null && { steps: wish.steps }) };
  const report = await engine[wish.kind]({ ...settings, ...goal });
  return { message: summaryMessage(request, report), status: statusOf(report), detail: report.ok ? 'done' : 'not done' };
}

function restored(request: Request, report: Report, result: Restoration | null, now: Report): Ending {
  return {
    message: restoredMessage(request, report, result, now),
    status: statusOf(report),
    detail: report.ok ? 'restored' : 'not restored',
  };
}

function statusOf(report: Report): Ending['status'] {
  if (report.ok) return 'done';
  return isStale(report) ? 'stale' : 'failed';
}

/** The one message that shows how far a run has come. That it can't be shown keeps the run from nothing. */
class Shown {
  readonly #tools: Tools;
  readonly #request: Request;
  readonly #editor: Editor;
  readonly #startedAt: string;
  #progress;
  #message: number | null = null;

  constructor(tools: Tools, request: Request) {
    this.#tools = tools;
    this.#request = request;
    this.#startedAt = tools.now().toISOString();
    this.#progress = beginning(request.wish.databases.map(({ name }) => name));
    this.#editor = new Editor(() => this.#show(), tools.progressMs);
    this.#editor.touch();
  }

  emit(event: RunEvent): void {
    this.#progress = after(this.#progress, event);
    this.#editor.touch();
  }

  async end(): Promise<void> {
    await this.#editor.end();
    if (this.#message !== null) await this.#show();
  }

  async #show(): Promise<void> {
    try {
      if (this.#message === null) await this.#begin();
      else await edit(this.#tools, { chat: this.#request.chat, message: this.#message }, this.#text());
    } catch (error) {
      this.#tools.log.warn({ request: this.#request.id, error: messageOf(error) }, 'the progress could not be shown');
    }
  }

  async #begin(): Promise<void> {
    const { state } = this.#tools;
    this.#message = await post(this.#tools, this.#request, this.#text(), { replyTo: this.#request.message });
    const started = entry(this.#tools, 'started', this.#request, null, 'the run began');
    await state.advance(this.#request.id, ['running'], { progress: this.#message }, started);
  }

  #text(): Message {
    const { id, wish } = this.#request;
    const labels = new Map(wish.databases.map(({ name, label }) => [name, label]));
    return progressMessage(this.#progress, { request: id, labels, startedAt: this.#startedAt, at: this.#tools.now().toISOString() });
  }
}
