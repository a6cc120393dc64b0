import { autoRetry } from '@grammyjs/auto-retry';
import { Composer } from 'grammy';
import type { Context, Filter, MiddlewareFn, NextFunction } from 'grammy';
import { expireRequests, typeName } from '../commands/press.js';
import { registerCommands } from '../commands/register.js';
import { resume } from '../commands/resume.js';
import { lookForAlerts } from '../commands/watch.js';
import { judge } from '../access/judge.js';
import { COMMANDS } from '../message/value.js';
import type { Message } from '../message/value.js';
import { MARK } from '../tools/look.js';
import type { MigrationsOptions } from '../tools/options.js';
import { post } from '../tools/post.js';
import { makeTools } from '../tools/tools.js';
import { breakOff } from '../commands/broken-off.js';
import type { Tools } from '../tools/tools.js';
import { obey } from './orders.js';
import { press } from './presses.js';
import { messageSender } from './sender.js';

/** The adapter, mounted with `bot.use(…)`. */
export interface Migrations {
  middleware(): MiddlewareFn;
  /**
   * Registers the commands, tells how runs ended that the bot did not live to see, and begins to watch for alerts. Call it once the
   * token is known to work. Rejects where the bot's state can't be read.
   */
  start(): Promise<void>;
  /** Tells the admin chat something, where there is one. Rejects where Telegram does not take it. */
  tell(message: Message): Promise<void>;
  /** Asks a run that is under way to stop after its statement (the open migration is undone), tells of it where that can be told at once, and ends every process. */
  stop(): Promise<void>;
}

/**
 * Migrations on Telegram, for any grammY bot: `bot.use(migrations({ api: bot.api, migrator, state, allow }))`. Handles its own commands
 * and buttons and hands everything else on. No handler waits for a database or for Telegram.
 */
export function migrations(options: MigrationsOptions): Migrations {
  const tools = makeTools(options);
  // What fails for want of a connection is tried again by those who know whether it still matters: see `deliver`.
  options.api.config.use(
    autoRetry({ maxRetryAttempts: 5, maxDelaySeconds: 120, rethrowHttpErrors: true, rethrowInternalServerErrors: true }),
  );
  const composer = new Composer();
  const texts = composer.on('message:text');
  for (const name of COMMANDS) {
    texts.command(name, (context) => {
      const words = context.match.split(/\s+/).filter((word) => word !== '');
      tools.background.run(name, () => obey(tools, context, name, words));
    });
  }
  composer.callbackQuery(new RegExp(`^${MARK}([\\w-]+)(?::(\\d{1,5}))?$`), (context) =>
    tools.background.run('press', () => press(tools, context)),
  );
  composer.on('message:text', (context, next) => listen(tools, context, next));
  let timer: NodeJS.Timeout | undefined;
  return {
    middleware: () => composer.middleware(),
    start: async () => {
      await breakOff(tools);
      await resume(tools);
      tools.background.run('register', () => registerCommands(tools));
      if (tools.watchMs > 0) timer = watch(tools);
    },
    tell: async (message) => {
      if (tools.adminChat !== null) await post(tools, { chat: tools.adminChat, thread: null }, message);
    },
    stop: async () => {
      clearInterval(timer);
      tools.closing.abort();
      await tools.engines.close();
      await tools.background.idle();
    },
  };
}

/** A text of somebody who may approve could be the name that an approval waits for; everything else is for others. */
async function listen(tools: Tools, context: Filter<Context, 'message:text'>, next: NextFunction): Promise<void> {
  const { msg, me } = context;
  const verdict = judge(tools.allow, messageSender(context), 'approver');
  const isAnswer = msg.reply_to_message?.from?.id === me.id;
  const isOurs = verdict.kind === 'may' && (await typeName(tools, verdict.person, verdict.chat, msg.text, isAnswer));
  if (!isOurs) await next();
}

/** Looks again and again, never twice at once. */
function watch(tools: Tools): NodeJS.Timeout {
  let looking = false;
  const look = (): void => {
    if (looking) return;
    looking = true;
    tools.background.run('watch', async () => {
      try {
        await expireRequests(tools);
        await lookForAlerts(tools);
      } finally {
        looking = false;
      }
    });
  };
  look();
  return setInterval(look, tools.watchMs);
}
