import { createMigrator, resolveConfig } from '@zepix/migrations-core';
import type { DatabaseDefinition, Engine, Migrator, MigratorParts, Observer } from '@zepix/migrations-core';
import { sqliteSafety } from '@zepix/migrations-rollback';
import { sqliteDriver } from '@zepix/migrations-sqlite';
import { migrationsFolder, startTelegram, temporaryFolder } from '@zepix/testkit';
import type { Actor, Files, Telegram, TemporaryFolder } from '@zepix/testkit';
import { Bot } from 'grammy';
import { onTestFinished } from 'vitest';
import { migrations } from '../../src/index.js';
import type { Migrations, MigrationsOptions } from '../../src/index.js';
import { MemoryState } from './memory-state.js';

/** A bot with the adapter over HTTP, the people who talk to it, and the databases it is about. */
export interface Place {
  readonly folder: TemporaryFolder;
  readonly telegram: Telegram;
  readonly state: MemoryState;
  readonly migrator: Migrator;
  readonly viewer: Actor;
  readonly operator: Actor;
  readonly approver: Actor;
  /** Another approver. */
  readonly second: Actor;
  readonly admin: Actor;
  /** Starts a bot (another one, where one ran before). */
  readonly start: (more?: Partial<MigrationsOptions>) => Promise<Running>;
}

export interface Running {
  readonly bot: Bot;
  readonly adapter: Migrations;
  readonly stop: () => Promise<void>;
}

/** Databases by name, with their migrations. */
export async function place(
  databases: Readonly<Record<string, Files>>,
  more: Readonly<Record<string, Partial<DatabaseDefinition>>> = {},
): Promise<Place> {
  const folder = temporaryFolder(onTestFinished);
  const telegram = await startTelegram({ limits: null }, onTestFinished);
  const [viewer, operator, approver, second, admin] = ['Vera', 'Otto', 'Anna', 'Ben', 'Owner'].map((name) =>
    telegram.acquainted(telegram.user(name)),
  ) as [Actor, Actor, Actor, Actor, Actor];
  const state = new MemoryState();
  const definitions: Record<string, DatabaseDefinition> = {};
  for (const [name, files] of Object.entries(databases)) {
    migrationsFolder(folder, files, name);
    definitions[name] = { file: `${name}.db`, migrations: `migrations/${name}`, label: name.toUpperCase(), ...more[name] };
  }
  const around = { root: folder.path, cwd: folder.path, file: 'zepix.config.ts', env: {} };
  const parts: MigratorParts = {
    databases: resolveConfig({ databases: definitions }, around),
    driver: sqliteDriver(),
    safety: sqliteSafety(),
  };
  const start = async (other: Partial<MigrationsOptions> = {}): Promise<Running> => {
    const bot = new Bot(telegram.token, { client: { apiRoot: telegram.root } });
    const adapter = migrations({
      api: bot.api,
      migrator: (observers) => here(parts, observers),
      state,
      allow: {
        viewers: [viewer.user.id],
        operators: [operator.user.id],
        approvers: [approver.user.id, second.user.id],
      },
      adminChat: admin.user.id,
      watchMs: 0,
      progressMs: 20,
      lockTimeoutMs: 200,
      ...other,
    });
    bot.use(adapter);
    bot.catch((error) => void Promise.reject(error.error));
    await bot.init();
    const polling = bot.start();
    await adapter.start();
    const stop = async (): Promise<void> => {
      await adapter.stop();
      await bot.stop();
      await polling;
    };
    onTestFinished(stop);
    return { bot, adapter, stop };
  };
  return { folder, telegram, state, migrator: createMigrator(parts), viewer, operator, approver, second, admin, start };
}

/** The engine without a process of its own: these tests are about what is said; the bot's own tests have the processes. */
function here(parts: MigratorParts, observers: readonly Observer[]): Engine {
  const controller = new AbortController();
  const one = createMigrator({ ...parts, observers });
  const { signal } = controller;
  return {
    status: async (settings) => one.status(settings),
    verify: async (settings) => one.verify(settings),
    plan: (settings) => one.plan(settings),
    up: (settings) => one.up({ ...settings, signal }),
    down: (settings) => one.down({ ...settings, signal }),
    rehearse: (settings) => one.rehearse({ ...settings, signal }),
    redo: (settings) => one.redo({ ...settings, signal }),
    goto: (version, settings) => one.goto(version, { ...settings, signal }),
    history: (settings) => one.history(settings),
    settle: (settings) => one.settle(settings),
    snapshots: one.snapshots,
    events: () => {
      throw new Error('nobody reads events here');
    },
    stop: () => controller.abort(),
    kill: () => undefined,
    close: () => Promise.resolve(),
  };
}
