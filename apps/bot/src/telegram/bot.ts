import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Api, Bot } from 'grammy';
import type { ApiClientOptions } from 'grammy';
import { startEngine } from '@zepix/migrations-core';
import type { Engine, Observer } from '@zepix/migrations-core';
import type { Setup } from '@zepix/migrations-configuration';
import { migrations } from '@zepix/migrations-telegram';
import type { BotState, Migrations, Purpose } from '@zepix/migrations-telegram';
import type { Logger } from 'pino';
import type { Settings } from '../settings/settings.js';
import { Pulse } from './pulse.js';

/** The updates that the adapter wants: orders and presses. An edited message is no order. */
export const UPDATES = ['message', 'callback_query'] as const;

const ENGINE = fileURLToPath(new URL('../bin/engine.cjs', import.meta.url));
/** A poll waits 30 s for news; any call that takes this long is dead. */
const CALL_SECONDS = 60;

/** The parts of a running bot. */
export interface Parts {
  readonly bot: Bot;
  readonly adapter: Migrations;
  readonly pulse: Pulse;
}

/** Somebody waits for a look; what is locked for longer is shown as locked. An answer may hold two looks. */
const LOOK_WAITS_MS = 80;

/** Starts engines over the configured databases, each in a process of its own. */
export function engineStarter(setup: Setup): (observers: readonly Observer[], purpose: Purpose) => Engine {
  return (observers, purpose) =>
    startEngine({ entry: ENGINE, setup: purpose === 'look' ? { ...setup, readTimeoutMs: LOOK_WAITS_MS } : setup, observers });
}

/** When each of these files was last written, and how large it is; a file that is not there is another revision, too. */
function revisionOf(files: readonly string[]): string {
  return JSON.stringify(
    files.map((file) => {
      const found = statSync(file, { throwIfNoEntry: false });
      return found === undefined ? null : [found.mtimeMs, found.size];
    }),
  );
}

/** Puts the bot together; nothing is sent yet. */
export function makeBot(settings: Settings, setup: Setup, state: BotState, log: Logger): Parts {
  const client: ApiClientOptions = { apiRoot: settings.apiRoot, timeoutSeconds: CALL_SECONDS };
  const pulse = new Pulse(log);
  // Two clients: what is sent is retried patiently by the adapter; a poll that fails must be tried again soon.
  const bot = new Bot(settings.token, { client });
  const api = new Api(settings.token, client);
  bot.api.config.use(pulse.transformer);
  api.config.use(pulse.transformer);
  const adapter = migrations({
    api,
    migrator: engineStarter(setup),
    revision: () => revisionOf(settings.configured),
    state,
    allow: settings.allow,
    adminChat: settings.adminChat ?? undefined,
    twoPeople: settings.twoPeople,
    approvalMs: settings.approvalMs,
    watchMs: settings.watchMs,
    log,
  });
  bot.use(adapter);
  bot.catch(({ error, ctx }) =>
    log.error(
      { update: ctx.update.update_id, error: error instanceof Error ? error.message : String(error) },
      'an update could not be handled',
    ),
  );
  return { bot, adapter, pulse };
}
