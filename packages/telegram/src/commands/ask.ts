import { MigrationError, errorReport, toMigrationError } from '@zepix/migrations-core';
import type { DatabaseReport, ErrorReport, Observer, Report } from '@zepix/migrations-core';
import { planCard, restoreCard, nameOf, cardMessage } from '../approval/card.js';
import type { Card } from '../approval/card.js';
import { newRequest } from '../approval/draft.js';
import { command, line, title } from '../message/value.js';
import type { Message } from '../message/value.js';
import type { Request, Wish } from '../state/request.js';
import { edit, editAll, post } from '../tools/post.js';
import { cardKeyboard, entry } from '../tools/requests.js';
import { inFuture, messageOf, nonce } from '../tools/tools.js';
import type { Tools } from '../tools/tools.js';
import { errorLines } from '../views/error.js';
import { destructive } from '../views/destructive.js';
import { obstacles, planned } from '../views/plan.js';
import { readAim } from './order.js';
import { Waiting, planningMessage } from './waiting.js';
import type { Order } from './order.js';

/** What was found about a wish: a plan to decide on, or why there is none. */
type Found =
  | { readonly kind: 'plan'; readonly wish: Wish; readonly planHash: string; readonly shown: Card; readonly toType: string | null }
  | { readonly kind: 'none'; readonly message: Message; readonly detail: string };

/** `/migrate`: asks for what is pending to be applied. */
export function askUp(tools: Tools, order: Order): Promise<void> {
  const aim = readAim(order.words);
  return ask(tools, order, async (observer) => {
    if (aim === null) return usage('That is no version and no number of migrations.', 'DATABASE to VERSION');
    const { databases, to, steps } = aim;
    const goal = { ...(to !== null && { to }), ...(steps !== null && { steps }) };
    const report = await tools.engines.plan([observer], (engine) => engine.up({ filter: databases, ...trying(tools), ...goal }));
    return ofPlan(report, { kind: 'up', databases: named(report.databases), to, steps });
  });
}

/** `/migration_rollback`: asks for the newest migrations to be taken back. */
export function askDown(tools: Tools, order: Order): Promise<void> {
  const aim = readAim(order.words);
  return ask(tools, order, async (observer) => {
    if (aim?.databases.length !== 1) return usage('Name one database, and how many migrations or to which version.', 'DATABASE 1');
    const { databases, to, steps } = aim;
    const goal = to === null ? { steps: steps ?? 1 } : { to };
    // Tried there and back, so that the card tells what comes back, what stays and what would be kept aside.
    const report = await tools.engines.plan([observer], (engine) => engine.down({ filter: databases, ...trying(tools), ...goal }));
    return ofPlan(report, { kind: 'down', databases: named(report.databases), to, steps: steps ?? 1 });
  });
}

/** `/migration_restore`: asks for a snapshot to be put back. */
export function askRestore(tools: Tools, order: Order): Promise<void> {
  const [database, snapshot] = order.words;
  return ask(tools, order, async () => {
    if (database === undefined || snapshot === undefined) return usage('Name one database and one of its snapshots.', 'DATABASE SNAPSHOT');
    return tools.engines.plan([], async (engine) => {
      const { databases, error: unknown } = await engine.status({ filter: [database] });
      const [one] = databases;
      if (unknown !== null || one === undefined || databases.length > 1) return refused(unknown ?? several(databases));
      const { error, result, planHash } = await engine.snapshots.restore(snapshot, {
        filter: [one.name],
        lockTimeoutMs: tools.lockTimeoutMs,
      });
      if (result === null || planHash === null || error?.code !== 'CONFIRMATION_REQUIRED') return refused(error ?? several([]));
      const wish: Wish = { kind: 'restore', databases: named([one]), snapshot };
      return { kind: 'plan', wish, planHash, shown: restoreCard(one, result), toType: one.name };
    });
  });
}

/** Every plan is tried on a copy before its card is shown. */
function trying({ lockTimeoutMs }: Tools) {
  return { dryRun: true, rehearse: true, lockTimeoutMs };
}

/** Plans in a process of its own while the bot goes on, then shows the card in the place of the words that said so. */
async function ask(tools: Tools, order: Order, find: (observer: Observer) => Promise<Found>): Promise<void> {
  const { place } = order;
  const message = await post(tools, place, planningMessage([]), { replyTo: order.message });
  const promised = { chat: place.chat, message };
  await tools.unfinished.add(promised);
  const waiting = new Waiting(tools, promised);
  const found = await find(waiting).catch((error: unknown): Found => {
    tools.log.error({ error: messageOf(error) }, 'a plan could not be made');
    return refused(errorReport(toMigrationError(error)));
  });
  await waiting.end();
  await answer(tools, order, found, message);
  await tools.unfinished.remove(promised);
}

/** The card, or why there is none. */
async function answer(tools: Tools, order: Order, found: Found, message: number): Promise<void> {
  const { place, person } = order;
  if (found.kind === 'none') {
    const at = tools.now().toISOString();
    await tools.state.record({ at, event: 'refused', user: person.id, chat: place.chat, request: null, detail: found.detail });
    return editAll(tools, { ...place, message }, found.message);
  }
  const request = draft(tools, order, found, message);
  await tools.state.add(request, entry(tools, 'asked', request, person, `${nameOf(person)} asked for ${found.wish.kind}`));
  await edit(tools, request, cardMessage(request), { keyboard: cardKeyboard(request) });
}

function draft(tools: Tools, { place, person }: Order, found: Extract<Found, { kind: 'plan' }>, message: number): Request {
  const { kind, ...plan } = found;
  void kind;
  return newRequest(
    {
      ...plan,
      ...place,
      message,
      askedBy: person,
      askedAt: tools.now().toISOString(),
      expiresAt: inFuture(tools, tools.approvalMs),
      twoPeople: tools.twoPeople,
    },
    nonce,
  );
}

function ofPlan(report: Report, wish: Wish): Found {
  const against = obstacles(report);
  if (against.length > 0 || report.planHash === null) {
    const foot = [line('Look: ', command('migration_status'))];
    return { kind: 'none', detail: 'the plan can’t run', message: { head: title('🔴', 'This can’t run'), sections: against, foot } };
  }
  if (planned(report).length === 0)
    return { kind: 'none', detail: 'nothing to do', message: { head: title('✅', 'Nothing to do'), sections: [], foot: [] } };
  const names = destructive(report);
  return {
    kind: 'plan',
    wish,
    planHash: report.planHash,
    shown: planCard(wish, report),
    toType: names.length === 0 ? null : names.join(' '),
  };
}

function refused(error: ErrorReport): Found {
  return { kind: 'none', detail: error.code, message: { head: title('🔴', 'This can’t run'), sections: [errorLines(error)], foot: [] } };
}

function usage(what: string, example: string): Found {
  return refused(
    errorReport(new MigrationError('USAGE', what, { hint: `Write behind the command: ${example}`, dataState: 'Nothing was changed.' })),
  );
}

function several(databases: readonly DatabaseReport[]): ErrorReport {
  const names = databases.map(({ name }) => name).join(', ');
  return errorReport(
    new MigrationError('FILTER_REQUIRED', `That means no single database${names === '' ? '' : `: ${names}`}.`, { hint: 'Name one.' }),
  );
}

function named(databases: readonly DatabaseReport[]): Wish['databases'] {
  return databases.map(({ name, label }) => ({ name, label }));
}
