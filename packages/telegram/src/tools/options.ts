import type { Api } from 'grammy';
import type { AllowList } from '../access/allow.js';
import type { StartMigrator } from '../engine/engines.js';
import type { BotState } from '../state/bot-state.js';

/** Where the adapter writes what happens; pino's loggers are one. What is handed over holds no secret. */
export interface Log {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** What `migrations` needs. */
export interface MigrationsOptions {
  /** The bot's own API (`bot.api`): alerts and progress are sent through it. The auto-retry plugin is installed on it. */
  readonly api: Api;
  /** Starts an engine in a process of its own: `(observers) => startEngine({ entry, setup, observers })`. */
  readonly migrator: StartMigrator;
  /** A text that is another when the engine's configuration is: the engine that stays for looking is then started anew. Default: never. */
  readonly revision?: (() => string) | undefined;
  /** What must survive the bot's death. */
  readonly state: BotState;
  /** Who may do what. Empty: nobody gets an answer. */
  readonly allow: AllowList;
  /** The owner's chat, for alerts; absent: no alerts. It must be on the list like any other chat to get answers. */
  readonly adminChat?: number | undefined;
  /** Whether somebody else than who asked must approve. Default false. */
  readonly twoPeople?: boolean | undefined;
  /** How long a card may be approved, in ms. Default 10 minutes. */
  readonly approvalMs?: number | undefined;
  /** How often to look for what is worth an alert, in ms. Default one minute; 0: never. */
  readonly watchMs?: number | undefined;
  /** How long a run waits for a lock, in ms. Default 30 s. */
  readonly lockTimeoutMs?: number | undefined;
  /** The shortest time between two edits of a progress message, in ms. Default 3.5 s: Telegram allows about 20 a minute in a group. */
  readonly progressMs?: number | undefined;
  /** The longest time a look at the databases may take, in ms. Default 30 s. */
  readonly lookMs?: number | undefined;
  readonly log?: Log | undefined;
  /** The time of day. Default: the system's. */
  readonly now?: (() => Date) | undefined;
}
