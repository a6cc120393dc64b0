import type { Message } from 'grammy/types';
import { onTestFinished } from 'vitest';
import { buttonsOf, rowsOf, startTelegram, temporaryFolder, writeFiles } from '@zepix/testkit';
import type { Actor, Files, Telegram, TelegramOptions, TemporaryFolder } from '@zepix/testkit';
import { startBot } from './bot-process.js';
import type { BotProcess } from './bot-process.js';

/** Who may approve, who may ask, who may look, and who is on no list. */
export type Name = 'ann' | 'oli' | 'vic' | 'eve';

export interface Workplace {
  readonly folder: TemporaryFolder;
  readonly telegram: Telegram;
  /** Everybody has pressed Start; this is their private chat with the bot. */
  readonly people: Readonly<Record<Name, Actor>>;
  /** What the bot is started with, besides what a test adds. */
  readonly env: Readonly<Record<string, string>>;
  /** Starts the bot and waits until it runs. It ends with the test. */
  start(env?: Readonly<Record<string, string>>): Promise<BotProcess>;
  /** Starts it and waits for nothing. */
  launch(args?: readonly string[], env?: Readonly<Record<string, string>>): BotProcess;
  /** Writes migrations of the database `shop`. */
  migrate(files: Files): void;
  /** Rows of the database `shop`. */
  rows(sql: string): unknown[];
}

export interface WorkplaceOptions extends TelegramOptions {
  readonly migrations?: Files;
  /** The text of `bot: { … }` in the configuration. */
  readonly bot?: string;
}

/** A plan is tried on a copy before its card is shown. */
const LONG_MS = 25_000;

/** Asks for something, and gives the card when it can be approved. */
export async function askFor(actor: Actor, order: string): Promise<Message> {
  actor.send(order);
  return actor.expect((message) => buttonsOf(message).some(({ text }) => text.includes('Approve')), LONG_MS);
}

/** Asks for something, approves it, and gives the end of its run. */
export async function runIt(actor: Actor, order: string): Promise<Message> {
  await actor.press(await askFor(actor, order), 'Approve');
  return actor.expect(/^(✅ Done|❌|🔴|🟡)/, LONG_MS);
}

export const FIRST: Files = {
  '001_items.sql': 'CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT);\n',
  'rollback/001_rollback_items.sql': 'DROP TABLE items;\n',
};

/** A folder with a database `shop` to migrate, an emulator (without limits unless they are given), and four people. */
export async function workplace({ migrations = FIRST, bot = '{}', ...options }: WorkplaceOptions = {}): Promise<Workplace> {
  const folder = temporaryFolder(onTestFinished);
  const telegram = await startTelegram({ limits: null, ...options }, onTestFinished);
  writeFiles(folder.path, { 'zepix.config.ts': config(bot) });
  const migrate = (files: Files): void => writeFiles(folder.file('migrations'), files);
  migrate(migrations);
  const people = Object.fromEntries(['ann', 'oli', 'vic', 'eve'].map((name) => [name, telegram.acquainted(telegram.user(name))])) as Record<
    Name,
    Actor
  >;
  const env = {
    ZEPIX_BOT_TOKEN: telegram.token,
    ZEPIX_BOT_API_ROOT: telegram.root,
    ZEPIX_BOT_APPROVERS: String(people.ann.user.id),
    ZEPIX_BOT_OPERATORS: String(people.oli.user.id),
    ZEPIX_BOT_VIEWERS: String(people.vic.user.id),
    ZEPIX_BOT_ADMIN_CHAT: String(people.ann.user.id),
    ZEPIX_BOT_WATCH_SECONDS: '0',
  };
  const launch = (args: readonly string[] = [], more: Readonly<Record<string, string>> = {}): BotProcess => {
    const process = startBot(args, folder.path, { ...env, ...more });
    onTestFinished(async () => {
      process.child.kill('SIGKILL');
      await process.ended;
    });
    return process;
  };
  const start = async (more?: Readonly<Record<string, string>>): Promise<BotProcess> => {
    const process = launch([], more);
    await process.said('the bot runs');
    return process;
  };
  return { folder, telegram, people, env, start, launch, migrate, rows: (sql) => rowsOf(folder.file('shop.db'), sql) };
}

function config(bot: string): string {
  return `export default { databases: { shop: { file: 'shop.db', migrations: 'migrations', rehearse: false } }, bot: ${bot} };\n`;
}
