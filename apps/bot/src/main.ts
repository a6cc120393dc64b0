import { CommanderError } from 'commander';
import type { Environment, Setup } from '@zepix/migrations-configuration';
import { errorReport, toMigrationError } from '@zepix/migrations-core';
import { readArguments } from './arguments.js';
import type { Asked } from './arguments.js';
import { printAudit } from './audit.js';
import { runCheck } from './check/run.js';
import { exitCodeOf } from './exit.js';
import { withoutSecrets } from './log.js';
import { run } from './run.js';
import { readSettings, readStateFile } from './settings/read.js';

const EXIT_USAGE = 64;
/** Read once, then taken out of the environment: the processes that run migrations must not see them. */
const SECRETS = ['ZEPIX_BOT_TOKEN', 'ZEPIX_BOT_WEBHOOK_SECRET'];

/** The bot's command line: parses, runs, and ends the process with its exit code. */
export async function main(version: string): Promise<void> {
  process.exit(await perform(version));
}

async function perform(version: string): Promise<number> {
  let asked: Asked;
  try {
    asked = readArguments(process.argv.slice(2), version);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
    throw error;
  }
  try {
    return await obey(asked);
  } catch (error) {
    return complain(error, asked);
  }
}

async function obey({ config, envFile, check, audit, json, deleteWebhook }: Asked): Promise<number> {
  const setup: Setup = { options: { config, envFile, database: undefined, migrations: undefined }, cwd: process.cwd() };
  const env = takeEnvironment();
  if (audit !== undefined) {
    printAudit(await readStateFile(setup, env), audit, json);
    return 0;
  }
  const settings = await readSettings(setup, env);
  return check ? runCheck(setup, settings, json) : run({ setup, settings, deleteWebhook });
}

function takeEnvironment(): Environment {
  const env = { ...process.env };
  for (const name of SECRETS) delete process.env[name];
  return env;
}

function complain(error: unknown, { check, json }: Asked): number {
  const known = toMigrationError(error);
  const { code, message, hint, cause } = known;
  if (check && json)
    process.stdout.write(`${withoutSecrets(JSON.stringify({ schemaVersion: 1, ok: false, checks: [], error: errorReport(known) }), [])}\n`);
  const stack = code === 'INTERNAL' && cause instanceof Error ? `\n${cause.stack ?? ''}` : '';
  process.stderr.write(`${withoutSecrets(`✗ ${message}\n  ${hint ?? ''}\n  ${code}: see docs/errors.md${stack}`, [])}\n`);
  return exitCodeOf(code);
}
