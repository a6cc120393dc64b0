import { resolve } from 'node:path';
import { readConfiguration } from '@zepix/migrations-configuration';
import type { Environment, Setup } from '@zepix/migrations-configuration';
import { resolveConfig } from '@zepix/migrations-core';
import type { Database } from '@zepix/migrations-core';
import { botError, invalidSetting } from './refuse.js';
import { readSecret, readToken } from './secret.js';
import { settingsOf } from './section.js';
import type { LookUp } from './section.js';
import type { Settings, WebhookSettings } from './settings.js';
import { address, flag, id, ids, integer, text } from './value.js';

const TELEGRAM = 'https://api.telegram.org';
const LOCAL = '127.0.0.1';
const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;
const MOST_PORT = 65_535;
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** The settings, from the configuration and the environment. @throws MigrationError BOT_TOKEN_MISSING, CONFIG_NOT_FOUND, CONFIG_INVALID */
export async function readSettings(setup: Setup, own: Environment): Promise<Settings> {
  const { given, env, stateFile, configured } = await readSection(setup, own);
  const token = readToken(env, setup.cwd);
  const adminChat = given('adminChat');
  return {
    token: token.value,
    tokenSource: token.source,
    warnings: token.warning === null ? [] : [token.warning],
    apiRoot: address(given('apiRoot'), TELEGRAM),
    allow: allowList(given),
    adminChat: adminChat.value === undefined ? null : id(adminChat, 'chat'),
    twoPeople: flag(given('twoPeople')),
    approvalMs: integer(given('approvalMinutes'), 10, 1, DAY_MINUTES) * MINUTE_MS,
    watchMs: integer(given('watchSeconds'), 60, 0, DAY_MINUTES * 60) * 1000,
    stateFile,
    configured,
    webhook: webhook(given, env, setup.cwd),
    health: server(given, 'health', null),
    logLevel: logLevel(env),
  };
}

/** Where the state is, for whoever needs no token. @throws MigrationError CONFIG_NOT_FOUND, CONFIG_INVALID, BOT_STATE_UNUSABLE */
export async function readStateFile(setup: Setup, own: Environment): Promise<string> {
  return (await readSection(setup, own)).stateFile;
}

async function readSection(setup: Setup, own: Environment) {
  const { path, root, env, shown, load } = readConfiguration(setup, own);
  if (path === null) throw nothingConfigured(setup.cwd);
  const config = await load();
  const databases = resolveConfig(config, { root, cwd: setup.cwd, env, file: shown });
  const given = settingsOf(config, env);
  const configured = [path, resolve(setup.cwd, setup.options.envFile ?? resolve(root, '.env'))];
  return { given, env, configured, stateFile: checkStateFile(resolve(root, text(given('stateFile'), '.zepix-bot.db')), databases) };
}

function allowList(given: LookUp): Settings['allow'] {
  return {
    viewers: ids(given('viewers'), 'user'),
    operators: ids(given('operators'), 'user'),
    approvers: ids(given('approvers'), 'user'),
    groups: ids(given('groups'), 'group'),
  };
}

function webhook(given: LookUp, env: Environment, cwd: string): WebhookSettings | null {
  const url = given('webhook.url');
  if (url.value === undefined) return null;
  const secret = readSecret('ZEPIX_BOT_WEBHOOK_SECRET', env, cwd);
  if (secret === null) throw invalidSetting(url.name, 'needs ZEPIX_BOT_WEBHOOK_SECRET (or …_FILE): without it anybody could send updates');
  if (!/^[\w-]{16,256}$/.test(secret.value)) throw invalidSetting(secret.source, 'must be 16 to 256 letters, digits, "_" and "-"');
  return { url: address(url, ''), secret: secret.value, ...(server(given, 'webhook', 8443) ?? { host: LOCAL, port: 8443 }) };
}

function server(
  given: LookUp,
  kind: 'webhook' | 'health',
  otherwise: number | null,
): { readonly host: string; readonly port: number } | null {
  const port = given(`${kind}.port`);
  if (port.value === undefined && otherwise === null) return null;
  return { port: integer(port, otherwise ?? 0, 0, MOST_PORT), host: text(given(`${kind}.host`), LOCAL) };
}

function logLevel(env: Environment): string {
  const level = env['ZEPIX_BOT_LOG_LEVEL'] || 'info';
  if (LEVELS.includes(level)) return level;
  throw invalidSetting('ZEPIX_BOT_LOG_LEVEL', `must be one of ${LEVELS.join(', ')}`);
}

/** The bot must not write its requests into a file that it migrates. */
function checkStateFile(path: string, databases: readonly Database[]): string {
  const same = databases.find(({ location }) => location === path);
  if (same === undefined) return path;
  throw botError('BOT_STATE_UNUSABLE', `bot.stateFile is ${same.shown}, the database "${same.name}".`, 'Give the bot a file of its own.');
}

function nothingConfigured(cwd: string): ReturnType<typeof botError> {
  return botError(
    'CONFIG_NOT_FOUND',
    `There is no zepix.config.ts in ${cwd} or above.`,
    'Start the bot in the folder of the configuration, or name it: --config PATH.',
  );
}
