import type { Extend } from './extend.js';
import type { FormatName } from '../files/formats/format.js';
import type { RehearsalMode } from './rehearsal-mode.js';

/** One database of a configuration. Paths are relative to the config file. */
export interface DatabaseDefinition {
  /** The database file, or its URL. */
  readonly file: string;
  /** The folder of its migrations, or the migrations themselves by path (`001_a.sql`, `rollback/001_rollback_a.sql`), for bundled applications. */
  readonly migrations: string | Readonly<Record<string, string>>;
  /** By whose conventions the migrations are read: `zepix`, `drizzle`, `dbmate`, `goose`, …; recognised where it is not given. */
  readonly format?: FormatName;
  /** The name that people read; default: the key in `databases`. */
  readonly label?: string;
  /** Other names that `--filter` and the `Database:` header may use. */
  readonly aliases?: readonly string[];
  /** The Drizzle schema package or file that declares its tables. */
  readonly schema?: string;
  /** Databases that are migrated before this one. */
  readonly after?: string | readonly string[];
  /** Snapshots: taken before every up and down unless `automatic` is false; the newest `keep` (10) stay, others for `maxAgeDays` (30). */
  readonly snapshots?: { readonly automatic?: boolean; readonly keep?: number; readonly maxAgeDays?: number };
  /**
   * Whether what is pending is tried on a copy before it is applied; default true. `'sample'`: on some of the rows, where the database is
   * large.
   */
  readonly rehearse?: boolean | RehearsalMode;
  /** The ledger's table; default `schema_migrations`. */
  readonly ledgerTable?: string;
}

/** Who may talk to the Telegram bot, and how it runs (docs/bot.md). Every key has an environment variable; secrets stand nowhere else. */
export interface BotDefinition {
  /** Telegram's user ids. Who stands on no list gets no answer. An approver may do what an operator may, an operator what a viewer may. */
  readonly viewers?: readonly number[];
  readonly operators?: readonly number[];
  readonly approvers?: readonly number[];
  /** Ids of groups in which those above get an answer; in a private chat they always do. */
  readonly groups?: readonly number[];
  /** The chat that alerts go to. */
  readonly adminChat?: number;
  /** Whether somebody else than who asked must approve; default false. */
  readonly twoPeople?: boolean;
  /** How long a request may be approved; default 10. */
  readonly approvalMinutes?: number;
  /** How often to look for what is worth an alert; default 60, 0 for never. */
  readonly watchSeconds?: number;
  /** The bot's own state; default `.zepix-bot.db`. Relative to the config file. */
  readonly stateFile?: string;
  /** Updates by webhook in place of long polling: Telegram calls `url`, which leads to `port` (default 8443) on `host` (127.0.0.1). */
  readonly webhook?: { readonly url: string; readonly port?: number; readonly host?: string };
  /** Answers `GET /health` there; default: nowhere. `host` is 127.0.0.1. */
  readonly health?: { readonly port: number; readonly host?: string };
  /** Another Bot API server; default `https://api.telegram.org`. */
  readonly apiRoot?: string;
}

/** What `zepix.config.ts` exports. */
export interface MigrationsConfig {
  /** By name, in the order in which they are shown and (but for `after`) migrated. */
  readonly databases: Readonly<Record<string, DatabaseDefinition>>;
  /** What every connection gets: the application's own SQL functions, loadable extensions. */
  readonly extend?: Extend;
  /** The Telegram bot; read by it alone. */
  readonly bot?: BotDefinition;
}

/** Types a configuration; gives it back as it is. */
export function defineConfig(config: MigrationsConfig): MigrationsConfig {
  return config;
}
