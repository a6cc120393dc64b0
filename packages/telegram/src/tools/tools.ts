import { randomBytes } from 'node:crypto';
import type { Api } from 'grammy';
import type { AllowList } from '../access/allow.js';
import { Engines } from '../engine/engines.js';
import type { BotState } from '../state/bot-state.js';
import type { Log, MigrationsOptions } from './options.js';
import { Unfinished } from '../state/unfinished.js';

/** What every command has at hand. */
export interface Tools {
  readonly api: Api;
  readonly engines: Engines;
  readonly state: BotState;
  readonly unfinished: Unfinished;
  readonly allow: AllowList;
  readonly adminChat: number | null;
  readonly twoPeople: boolean;
  readonly approvalMs: number;
  readonly watchMs: number;
  readonly lockTimeoutMs: number;
  readonly progressMs: number;
  readonly log: Log;
  readonly now: () => Date;
  /** Work that nobody waits for, so that the bot goes on answering; what it throws is logged. */
  readonly background: Background;
  /** Aborted when the adapter is stopped: nothing is waited for any more. */
  readonly closing: AbortController;
}

const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const MINUTE_MS = 60_000;

export function makeTools(options: MigrationsOptions): Tools {
  const { api, migrator, state, allow, log = SILENT } = options;
  return {
    api,
    engines: new Engines(migrator, options.lookMs, options.revision),
    state,
    unfinished: new Unfinished(state),
    allow,
    adminChat: options.adminChat ?? null,
    twoPeople: options.twoPeople ?? false,
    approvalMs: options.approvalMs ?? 10 * MINUTE_MS,
    watchMs: options.watchMs ?? MINUTE_MS,
    lockTimeoutMs: options.lockTimeoutMs ?? MINUTE_MS / 2,
    progressMs: options.progressMs ?? 3500,
    log,
    now: options.now ?? (() => new Date()),
    background: new Background(log),
    closing: new AbortController(),
  };
}

/** Work that goes on behind the handlers. */
export class Background {
  readonly #log: Log;
  readonly #underway = new Set<Promise<void>>();

  constructor(log: Log) {
    this.#log = log;
  }

  run(what: string, work: () => Promise<unknown>): void {
    const promise = work().then(
      () => undefined,
      (error: unknown) => this.#log.error({ what, error: messageOf(error) }, 'background work failed'),
    );
    this.#underway.add(promise);
    void promise.finally(() => this.#underway.delete(promise));
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#underway.size > 0) await Promise.all(this.#underway);
  }
}

/** What an error says, without what hangs on it: requests hold tokens. */
export function messageOf(error: unknown): string {
  return withoutTokens(error instanceof Error ? error.message : String(error));
}

/** A text without anything shaped like a bot's token. */
export function withoutTokens(text: string): string {
  return text.replaceAll(/\d{5,}:[\w-]{20,}/g, '<token>');
}

/** A word nobody can guess: 144 bits. */
export function nonce(): string {
  return randomBytes(18).toString('base64url');
}

export function inFuture({ now }: Pick<Tools, 'now'>, ms: number): string {
  return new Date(now().getTime() + ms).toISOString();
}
