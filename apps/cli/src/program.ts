import { Command, CommanderError } from 'commander';
import type { Words } from './argv.js';
import { BriefProgram } from './brief-program.js';
import { defineAuthoring } from './definitions/authoring.js';
import { defineCare } from './definitions/care.js';
import type { Definer } from './definitions/invocation.js';
import { defineLedger } from './definitions/ledger.js';
import { defineLooks } from './definitions/looks.js';
import { defineMoves } from './definitions/moves.js';
import { defineRollbacks } from './definitions/rollbacks.js';
import { defineSnapshots } from './definitions/snapshots.js';

const EXIT_CODES = `
Exit codes:
  0  done                        4   locked by another run or program
  1  a migration failed          5   refused (needs --yes, out of order, …)
  2  pending (status --check)    6   a database can't be used
  3  drift, or an applied        64  wrong usage      70  our bug
     file changed or gone        130 interrupted`;

/**
 * Describes the command line. What was asked for goes to `definer.invoke`; help and errors come as CommanderError. `brief` is enough for
 * the program's own help and version.
 */
export function buildProgram(version: string, definer: Definer, brief = false): Command {
  const { name } = definer;
  const program = (brief ? new BriefProgram(name) : new Command(name))
    .description('Schema migrations for SQLite: planned, applied in one transaction each, and taken back.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText('after', `${EXIT_CODES}\n\n${examples(name)}`);
  defineMoves(program, definer);
  defineLooks(program, definer);
  defineLedger(program, definer);
  defineSnapshots(program, definer);
  defineRollbacks(program, definer);
  defineCare(program, definer);
  defineAuthoring(program, definer);
  return program;
}

/** What a program's definition says of its words. */
export function wordsOf(program: Command): Words {
  const below = (command: Command): ReadonlySet<string> => new Set(command.commands.map((one) => one.name()));
  const named = program.commands.map((command) => [command.name(), below(command)] as const);
  return { commands: new Map([['help', new Set<string>()], ...named]), withValue: new Set(valueFlags(program)) };
}

function valueFlags(command: Command): readonly string[] {
  const own = command.options
    .filter(({ required }) => required)
    .flatMap(({ long, short }) => [...(long ? [long] : []), ...(short ? [short] : [])]);
  return [...own, ...command.commands.flatMap((below) => valueFlags(below))];
}

function examples(name: string): string {
  return `Examples:
  $ ${name}                            migrate all databases
  $ ${name} --filter combined          migrate one
  $ ${name} status
  $ ${name} down --filter combined     take back its newest migration`;
}

/** Whether the error only means that help or the version was asked for and printed. */
export function isHelp(error: unknown): boolean {
  return error instanceof CommanderError && error.exitCode === 0;
}

/** Whether the command line was wrong; the parser has said how. */
export function isUsageError(error: unknown): error is CommanderError {
  return error instanceof CommanderError && error.exitCode !== 0;
}
