import type { Environment } from '@zepix/migrations-configuration';
import { invalidSetting } from './refuse.js';
import type { Given } from './value.js';

/** The keys of `bot` in the configuration, with those below them, and the environment variable that wins over each. */
const VARIABLES = {
  viewers: 'ZEPIX_BOT_VIEWERS',
  operators: 'ZEPIX_BOT_OPERATORS',
  approvers: 'ZEPIX_BOT_APPROVERS',
  groups: 'ZEPIX_BOT_GROUPS',
  adminChat: 'ZEPIX_BOT_ADMIN_CHAT',
  twoPeople: 'ZEPIX_BOT_TWO_PEOPLE',
  approvalMinutes: 'ZEPIX_BOT_APPROVAL_MINUTES',
  watchSeconds: 'ZEPIX_BOT_WATCH_SECONDS',
  stateFile: 'ZEPIX_BOT_STATE_FILE',
  'webhook.url': 'ZEPIX_BOT_WEBHOOK_URL',
  'webhook.port': 'ZEPIX_BOT_WEBHOOK_PORT',
  'webhook.host': 'ZEPIX_BOT_WEBHOOK_HOST',
  'health.port': 'ZEPIX_BOT_HEALTH_PORT',
  'health.host': 'ZEPIX_BOT_HEALTH_HOST',
  apiRoot: 'ZEPIX_BOT_API_ROOT',
} as const;

export type Key = keyof typeof VARIABLES;

/** Every environment variable that sets something of `bot`, by its key. */
export const SETTING_VARIABLES: Readonly<Record<string, string>> = VARIABLES;

/** Looks settings up: what the environment says wins over the file. */
export type LookUp = (key: Key) => Given;

/** Reads the section `bot` of what a configuration exports. @throws MigrationError CONFIG_INVALID for a key that is none */
export function settingsOf(config: unknown, env: Environment): LookUp {
  const section = flatten((config as { bot?: unknown } | null)?.bot);
  return (key) => {
    const variable = VARIABLES[key];
    const value = env[variable];
    return value === undefined || value === '' ? { name: `bot.${key}`, value: section.get(key) } : { name: variable, value };
  };
}

function flatten(section: unknown): ReadonlyMap<string, unknown> {
  if (section === undefined) return new Map();
  const entries = below(section, 'bot').flatMap(([key, value]) =>
    key === 'webhook' || key === 'health'
      ? below(value, `bot.${key}`).map(([inner, one]) => [`${key}.${inner}`, one] as const)
      : [[key, value] as const],
  );
  const strange = entries.find(([key]) => !(key in VARIABLES))?.[0];
  if (strange === undefined) return new Map(entries);
  if (/token|secret/i.test(strange))
    throw invalidSetting(`bot.${strange}`, 'is a secret: it belongs in the environment or in a file of its own, never here');
  throw invalidSetting(`bot.${strange}`, `is unknown; known are ${Object.keys(VARIABLES).join(', ')}`);
}

function below(value: unknown, name: string): readonly (readonly [string, unknown])[] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return Object.entries(value).filter(([, one]) => one !== undefined);
  throw invalidSetting(name, 'must be an object');
}
