import type { Setup } from '@zepix/migrations-configuration';
import { notice } from '@zepix/migrations-telegram';
import { exitCodeOf } from './exit.js';
import { makeLog } from './log.js';
import { secretsOf } from './settings/settings.js';
import type { Settings } from './settings/settings.js';
import { serveHealth } from './server/health.js';
import { serveWebhook } from './server/webhook.js';
import { openStateFile } from './state/file.js';
import { holdState } from './state/lock.js';
import { sqliteState } from './state/sqlite-state.js';
import type { OpenState } from './state/sqlite-state.js';
import { heedCrashes, heedSignals } from './signals.js';
import { makeBot } from './telegram/bot.js';
import type { Parts } from './telegram/bot.js';
import { explain } from './telegram/explain.js';
import type { Intake } from './telegram/intake.js';
import { pollUpdates } from './telegram/polling.js';
import { refuseForeignWebhook, rememberWebhook } from './telegram/webhook-owner.js';
import type { Logger } from 'pino';

/** How the bot is started. */
export interface Start {
  readonly setup: Setup;
  readonly settings: Settings;
  /** Whether to take a webhook away that somebody else set. */
  readonly deleteWebhook: boolean;
}

/** What must be closed at the end, last opened first. */
type Closers = (() => unknown)[];

const STOP_MS = 60_000;
const DAY_MS = 86_400_000;

/** Runs the bot until a signal ends it or it can't go on; gives the exit code. @throws MigrationError for what keeps it from starting */
export async function run(start: Start): Promise<number> {
  const { settings } = start;
  const log = makeLog(settings.logLevel, secretsOf(settings));
  heedCrashes(log);
  const closers: Closers = [];
  try {
    closers.push(holdState(settings.stateFile));
    const state = sqliteState(openStateFile(settings.stateFile));
    closers.push(() => state.close());
    return await live(start, state, log, closers);
  } finally {
    for (const close of closers.toReversed()) await close();
  }
}

async function live(start: Start, state: OpenState, log: Logger, closers: Closers): Promise<number> {
  const { settings, setup } = start;
  const parts = makeBot(settings, setup, state, log);
  const signals = heedSignals(log);
  closers.push(() => signals.forget());
  const mode = settings.webhook === null ? 'polling' : 'webhook';
  if (settings.health !== null) {
    const server = await serveHealth(settings.health, mode, parts.pulse);
    closers.push(() => server.close());
    log.info({ port: server.port }, 'health is served');
  }
  for (const warning of warningsOf(settings)) log.warn(warning);
  try {
    const intake = await begin(start, parts, state, log, signals.asked);
    if (intake === null) return 0;
    closers.push(
      () => intake.stop(),
      () => stopAdapter(parts, log),
    );
    log.info({ bot: parts.bot.botInfo.username, mode }, 'the bot runs');
    await Promise.race([intake.ended, signals.whenAsked]);
    log.info('the bot stops');
    return 0;
  } catch (reason) {
    return giveUp(reason, start, parts, state, log);
  }
}

/** From the first word with Telegram to the first update; null where a signal came first. */
async function begin(
  { settings, deleteWebhook }: Start,
  { bot, adapter }: Parts,
  state: OpenState,
  log: Logger,
  stop: AbortSignal,
): Promise<Intake | null> {
  try {
    // grammY's type of a signal is that of a package for old browsers; the global one fits.
    await bot.init(stop as never);
  } catch (error) {
    if (stop.aborted) return null;
    throw error;
  }
  if (deleteWebhook) await bot.api.deleteWebhook();
  await refuseForeignWebhook(bot, state, settings.webhook?.url ?? null);
  await adapter.start();
  if (stop.aborted) return null;
  if (settings.webhook === null) return pollUpdates(bot);
  await rememberWebhook(state, settings.webhook.url);
  return serveWebhook(bot, settings.webhook, log);
}

/** A statement that runs can't be interrupted. Where it takes too long, its process sees that this one is gone, and undoes the migration. */
async function stopAdapter({ adapter }: Parts, log: Logger): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<'late'>((resolve) => (timer = setTimeout(() => resolve('late'), STOP_MS)));
  if ((await Promise.race([adapter.stop(), patience])) === 'late')
    log.warn('a statement is still running; its migration is undone behind it');
  clearTimeout(timer);
}

/** Says why it ends, in the log and, where that is news, to the owner. */
async function giveUp(reason: unknown, { settings }: Start, parts: Parts, state: OpenState, log: Logger): Promise<number> {
  const { code, message, hint, cause } = explain(reason, settings);
  log.fatal({ code, hint, ...(code === 'INTERNAL' && cause instanceof Error && { stack: cause.stack }) }, message);
  await parts.adapter.stop().catch(() => undefined);
  const key = `gave-up:${code}`;
  if (settings.adminChat !== null && (await state.recall(key)) === null) {
    await state.remember(key, message, new Date(Date.now() + DAY_MS).toISOString());
    const told = notice('🔴', 'The migration bot stopped', [message, ...(hint === undefined ? [] : [`Next: ${hint}`])]);
    await parts.adapter.tell(told).catch(() => undefined);
  }
  return exitCodeOf(code);
}

function warningsOf({ warnings, allow, adminChat }: Settings): readonly string[] {
  const nobody = [allow.viewers, allow.operators, allow.approvers].every((list) => list.length === 0);
  return [
    ...warnings,
    ...(nobody ? ['nobody is on a list: nobody gets an answer; write to the bot and read your id in this log'] : []),
    ...(adminChat === null ? ['there is no admin chat: nobody is alerted'] : []),
  ];
}
