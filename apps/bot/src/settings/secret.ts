import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Environment } from '@zepix/migrations-configuration';
import { botError } from './refuse.js';

/** A secret, and words about where it comes from. */
export interface Secret {
  readonly value: string;
  readonly source: string;
  readonly warning: string | null;
}

const TOKEN = /^\d{3,}:[\w-]{30,}$/;

/** The bot's token: from ZEPIX_BOT_TOKEN or the file that ZEPIX_BOT_TOKEN_FILE names. @throws MigrationError BOT_TOKEN_MISSING */
export function readToken(env: Environment, cwd: string): Secret {
  const token = readSecret('ZEPIX_BOT_TOKEN', env, cwd);
  if (token === null) throw noToken('There is no token: neither ZEPIX_BOT_TOKEN nor ZEPIX_BOT_TOKEN_FILE is set.');
  if (!TOKEN.test(token.value)) throw noToken(`What ${token.source} holds is no token: one looks like 123456789:AAE….`);
  return token;
}

/** The secret under a name, or in the file that `<name>_FILE` names; null where there is neither. @throws MigrationError BOT_TOKEN_MISSING */
export function readSecret(name: string, env: Environment, cwd: string): Secret | null {
  const [value, file] = [env[name]?.trim(), env[`${name}_FILE`]?.trim()];
  if (value && file) throw noToken(`Both ${name} and ${name}_FILE are set: which one counts?`);
  if (value) return { value, source: name, warning: null };
  return file ? readSecretFile(resolve(cwd, file), `${name}_FILE`) : null;
}

function readSecretFile(path: string, name: string): Secret {
  try {
    const isOpenToAll = process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0;
    const warning = isOpenToAll ? `${path} can be read by other users of this machine: chmod 600 ${path}` : null;
    return {
      value: readFileSync(path, 'utf8')
        .replace(/^\ufeff/, '')
        .trim(),
      source: `${path} (${name})`,
      warning,
    };
  } catch (cause) {
    throw noToken(`${name} names ${path}, which can't be read: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
}

function noToken(message: string, cause?: unknown): ReturnType<typeof botError> {
  return botError(
    'BOT_TOKEN_MISSING',
    message,
    'Create a bot with @BotFather and give its token by one of the two; never in a file that is committed.',
    cause,
  );
}
