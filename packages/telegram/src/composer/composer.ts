import { autoRetry } from '@grammyjs/auto-retry';
import { Composer } from 'grammy';
import type { CommandContext, Context, Middleware, MiddlewareFn } from 'grammy';
import type { Role } from '../access/allow.js';
import { findLook, renewLook, showLook } from '../commands/look.js';
import { admit } from '../tools/access.js';
import { MARK } from '../tools/look.js';
import type { MigrationsOptions } from '../tools/options.js';
import type { Place } from '../tools/post.js';
import { makeTools, messageOf } from '../tools/tools.js';
import type { Tools } from '../tools/tools.js';
import { messageSender, presser } from './sender.js';

/** The adapter, mounted with `bot.use(…)`. */
export interface Migrations {
  middleware(): MiddlewareFn;
  /** Registers the commands, tells how runs ended that the bot did not live to see, and begins to watch for alerts. Call it once the token is known to work. */
  start(): Promise<void>;
  /** Asks a run that is under way to stop after its statement (the open migration is undone), tells of it, and ends every process. */
  stop(): Promise<void>;
}

/**
 * Migrations on Telegram, for any grammY bot: `bot.use(migrations({ api: bot.api, migrator, state, allow }))`. Handles its own commands
 * and buttons and hands everything else on. Never waits in a handler for a database.
 */
export function migrations(options: MigrationsOptions): Migrations {
  const tools = makeTools(options);
  options.api.config.use(autoRetry({ maxRetryAttempts: 5, maxDelaySeconds: 120 }));
  const composer = new Composer();
  composer.command(
    'migration_status',
    order(tools, 'viewer', (asked) => showLook(tools, asked.place, { kind: 'status', filter: asked.words }, asked.message)),
  );
  composer.callbackQuery(new RegExp(`^${MARK}([\\w-]+)(?::(\\d+))?$`), (context) =>
    tools.background.run('press', () => press(tools, context)),
  );
  return { middleware: () => composer.middleware(), start: () => Promise.resolve(), stop: () => stop(tools) };
}

/** A command that somebody may give. */
interface Order {
  readonly place: Place;
  readonly words: readonly string[];
  readonly message: number;
}

function order(tools: Tools, needed: Role, perform: (order: Order) => Promise<void>): Middleware<CommandContext<Context>> {
  return (context) => {
    const sender = messageSender(context);
    tools.background.run('command', async () => {
      const verdict = await admit(tools, sender, needed);
      if (verdict === null) return;
      const place = { chat: verdict.chat, thread: context.msg.is_topic_message === true ? (context.msg.message_thread_id ?? null) : null };
      if (verdict.kind !== 'may') return;
      const words = context.match.split(/\s+/).filter((word) => word !== '');
      await perform({ place, words, message: context.msg.message_id });
    });
  };
}

async function press(tools: Tools, context: Context): Promise<void> {
  const verdict = await admit(tools, presser(context), 'viewer');
  const [, word = '', page = '0'] = context.match as RegExpMatchArray;
  const message = context.callbackQuery?.message;
  if (verdict?.kind !== 'may' || message === undefined) return;
  const look = await findLook(tools, word);
  await context.answerCallbackQuery(look === null ? 'This button is too old.' : undefined).catch((error: unknown) => {
    tools.log.warn({ error: messageOf(error) }, 'a press could not be answered');
  });
  if (look !== null) await renewLook(tools, { chat: message.chat.id, message: message.message_id }, look, word, Number(page));
}

async function stop(tools: Tools): Promise<void> {
  await tools.engines.close();
  await tools.background.idle();
}
