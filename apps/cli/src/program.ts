import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { LookOptions, MoveOptions } from './options.js';

/** A command that runs, or plans to run, migrations. */
export type Move =
  | { readonly command: 'up' | 'down' | 'plan'; readonly options: MoveOptions }
  | { readonly command: 'goto'; readonly version: string; readonly options: MoveOptions };

/** A command that only looks. */
export interface Look {
  readonly command: 'status' | 'verify';
  readonly options: LookOptions;
}

/** What a parsed command line asks for. */
export type Invocation = Move | Look;

export function isLook(invocation: Invocation): invocation is Look {
  return invocation.command === 'status' || invocation.command === 'verify';
}

/** The commands' names: `argv` needs them before the parser does. */
export const COMMANDS: ReadonlySet<string> = new Set(['up', 'down', 'goto', 'status', 'plan', 'verify', 'help']);

const EXIT_CODES = `
Exit codes:
  0  done                        4   locked by another run or program
  1  a migration failed          5   refused (needs --yes, out of order, …)
  2  pending (status --check)    6   a database can't be used
  3  drift, or an applied        64  wrong usage      70  our bug
     file changed or gone        130 interrupted`;

/** Describes the command line. `onInvocation` is called with what was asked for; help and errors come as CommanderError. */
export function buildProgram(name: string, version: string, onInvocation: (invocation: Invocation) => void): Command {
  const program = new Command(name)
    .description('Schema migrations for SQLite: planned, applied in one transaction each, and taken back.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText(
      'after',
      `${EXIT_CODES}\n\nExamples:\n  $ ${name}                            migrate all databases\n  $ ${name} --filter combined          migrate one\n  $ ${name} status\n  $ ${name} down --filter combined     take back its newest migration`,
    );
  const move = (command: 'up' | 'down' | 'plan') => (options: MoveOptions) => onInvocation({ command, options });
  const look = (command: 'status' | 'verify') => (options: LookOptions) => onInvocation({ command, options });

  shared(moving(program.command('up', { isDefault: true }).description('apply pending migrations (the default command)')), name, [
    'up',
    'up --to 003',
    'up --filter combined --dry-run',
  ])
    .addOption(TO)
    .option('--single-transaction', 'apply all pending migrations of a database in one transaction')
    .action(move('up'));
  shared(moving(program.command('down').description('take back the newest migration')), name, [
    'down --filter combined',
    'down --filter combined --to 001 --yes',
  ])
    .addOption(TO)
    .addOption(ROLLBACK_FROM)
    .action(move('down'));
  shared(
    moving(program.command('goto <version>').description('go up or down until VERSION is the newest applied (0: take back all)')),
    name,
    ['goto 002 --filter combined'],
  )
    .addOption(ROLLBACK_FROM)
    .action((target: string, options: MoveOptions) => onInvocation({ command: 'goto', version: checkVersion(target), options }));
  shared(moving(program.command('plan').description('show what would be done, without doing it')), name, [
    'plan',
    'plan --to 001 --filter combined',
  ])
    .addOption(TO)
    .addOption(ROLLBACK_FROM)
    .action(move('plan'));
  shared(program.command('status').description('show where every database stands'), name, ['status', 'status --check --json'])
    .option('--check', 'exit with 2 when something is pending')
    .action(look('status'));
  shared(program.command('verify').description('check files, schema drift, integrity, foreign keys and history'), name, [
    'verify',
    'verify --filter "price*"',
  ]).action(look('verify'));
  return program;
}

const TO = new Option('--to <version>', 'leave this version as the newest applied (0 with down: take back all)').argParser(checkVersion);
const ROLLBACK_FROM = new Option('--rollback-from <source>', 'which rollback to use where file and ledger differ').choices([
  'file',
  'ledger',
]);

function shared(command: Command, name: string, examples: readonly string[]): Command {
  return command
    .option('-f, --filter <name>', 'only this database: a name, alias, folder, file or glob; may repeat', collect, [])
    .option('--database <file>', 'a database file or URL, instead of the configured ones')
    .option('--migrations <dir>', 'the folder of its migrations')
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

function moving(command: Command): Command {
  return command
    .option('--steps <n>', 'at most so many migrations (down: 1)', checkCount)
    .option('-y, --yes', 'a yes to what could lose data')
    .option('--dry-run', 'show the plan, change nothing')
    .option('--allow-out-of-order', 'apply migrations older than the newest applied, or behind a gap')
    .option('--allow-drift', 'accept a schema that was changed outside of migrations, and record that')
    .option('--lock-timeout <seconds>', 'how long to wait for a lock', checkSeconds, 60);
}

function collect(value: string, before: readonly string[]): string[] {
  return [
    ...before,
    ...value
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  ];
}

function checkVersion(value: string): string {
  const digits = /^(\d+)/.exec(value)?.[1];
  if (digits === undefined) throw new InvalidArgumentError('A version is a number, such as 003.');
  return digits;
}

function checkCount(value: string): number {
  const count = Number(value);
  if (!Number.isSafeInteger(count) || count < 1) throw new InvalidArgumentError('It must be a whole number from 1.');
  return count;
}

function checkSeconds(value: string): number {
  const seconds = Number(value);
  if (value.trim() === '' || !Number.isFinite(seconds) || seconds < 0) throw new InvalidArgumentError('It must be a number of seconds.');
  return seconds;
}

/** Whether the error only means that help or the version was asked for and printed. */
export function isHelp(error: unknown): boolean {
  return error instanceof CommanderError && error.exitCode === 0;
}

/** Whether the command line was wrong; the parser has said how. */
export function isUsageError(error: unknown): error is CommanderError {
  return error instanceof CommanderError && error.exitCode !== 0;
}
