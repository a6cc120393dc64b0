import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import type { Fill, Renaming } from '@zepix/migrations-core';

/** As the core has them, which is not loaded for help; a test holds the two together. */
export const FORMATS = ['zepix', 'drizzle', 'dbmate', 'goose', 'golang-migrate', 'prisma', 'diesel', 'flyway'] as const;

/** The options that every command has, and its examples (without the program's name). */
export function shared(command: Command, name: string, examples: readonly string[]): Command {
  return command
    .addOption(
      new Option('-f, --filter <name>', 'only this database: a name, alias, folder, file or glob; may repeat')
        .argParser(collect)
        .default([], 'all databases'),
    )
    .option('--database <file>', 'a database file or URL, instead of the configured ones')
    .option('--migrations <dir>', 'the folder of its migrations')
    .addOption(new Option('--format <name>', 'whose folder it is, where that is not recognised').choices(FORMATS))
    .option('--config <file>', 'the configuration (default: zepix.config.* here or above)')
    .option('--env-file <file>', 'read environment variables from this file (default: .env beside the configuration)')
    .addOption(
      new Option('--json [mode]', 'print one JSON document; with =stream also every event, a line each').choices(['document', 'stream']),
    )
    .option('-q, --quiet', 'print problems only')
    .option('-v, --verbose', 'print more: notices, statements, history')
    .option('--no-color', 'print without colours (also: NO_COLOR)')
    .addHelpText('after', `\nExamples:\n${examples.map((example) => `  $ ${name} ${example}`).join('\n')}`);
}

/** The option that says yes to what could lose data. */
export const YES = ['-y, --yes', 'a yes to what could lose data'] as const;

/** Seconds to wait for a lock, when the user says nothing. */
const LOCK_TIMEOUT_S = 60;

export function lockTimeout(command: Command): Command {
  return command.option('--lock-timeout <seconds>', 'how long to wait for a lock', checkSeconds, LOCK_TIMEOUT_S);
}

/** A version, or the name of the migration that has it. */
export function checkVersion(value: string): string {
  const digits = /^(\d+)(?:[_-].*)?$/.exec(value)?.[1];
  if (digits === undefined) throw new InvalidArgumentError('A version is a number, such as 003.');
  return digits;
}

/** `orders:trades` for a table, `orders.note:orders.remark` or `orders.note:remark` for a column. Names may be quoted as in SQL. */
export function checkRenaming(value: string, before: readonly Renaming[]): readonly Renaming[] {
  const [from, to] = RENAMING.exec(value.trim())?.slice(1).map(namesOf) ?? [];
  const [table = '', column] = from ?? [];
  const name = to?.at(-1) ?? '';
  if (name === '' || (column === undefined && to?.length !== 1)) {
    throw new InvalidArgumentError(
      'A rename is old:new, such as orders.note:orders.remark, or orders:trades for a table; "a.b" between double quotes is one name.',
    );
  }
  return [...before, column === undefined ? { table, to: name } : { table, column, to: name }];
}

const NAME = String.raw`(?:"(?:[^"]|"")+"|[^.:"]+)`;
const RENAMING = new RegExp(String.raw`^(${NAME}(?:\.${NAME})?):(${NAME}(?:\.${NAME})?)$`, 'u');

/** One or two names, without their quotes. */
function namesOf(side: string): readonly string[] {
  const names = side.match(new RegExp(NAME, 'gu')) ?? [];
  return names.map((name) => (name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name.trim()));
}

export function checkCount(value: string): number {
  const count = Number(value);
  if (!Number.isSafeInteger(count) || count < 1) throw new InvalidArgumentError('It must be a whole number from 1.');
  return count;
}

function checkSeconds(value: string): number {
  const seconds = Number(value);
  if (value.trim() === '' || !Number.isFinite(seconds) || seconds < 0) throw new InvalidArgumentError('It must be a number of seconds.');
  return seconds;
}

function collect(value: string, before: readonly string[]): string[] {
  const parts = value.split(',').map((part) => part.trim());
  return [...before, ...parts.filter((part) => part !== '')];
}

/** `[table.]column=expression`, as often as it is given. */
export function collectFill(value: string, before: readonly Fill[]): Fill[] {
  const [, table, column, expression] = /^(?:([^.=]+)\.)?([^.=]+)=(.+)$/su.exec(value.trim()) ?? [];
  if (column === undefined || expression === undefined)
    throw new InvalidArgumentError("It is written [table.]column=expression: price=0, users.name='nobody'.");
  return [...before, { table: table?.trim() ?? null, column: column.trim(), expression: expression.trim() }];
}

const UNIT_MS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000 };

/** An age such as `30d`, in ms. */
export function checkAge(value: string): number {
  const [, digits, unit] = /^(\d+)([dhm])$/.exec(value.trim()) ?? [];
  if (digits === undefined || unit === undefined)
    throw new InvalidArgumentError('An age is a whole number of days, hours or minutes: 90d, 12h, 30m.');
  return Number(digits) * (UNIT_MS[unit] ?? 0);
}
