import { Command, CommanderError } from 'commander';
import { BriefProgram } from './brief-program.js';
import { defineAuthoring } from './definitions/authoring.js';
import { defineCare } from './definitions/care.js';
import type { Definer } from './definitions/invocation.js';
import { defineLedger } from './definitions/ledger.js';
import { defineLooks } from './definitions/looks.js';
import { defineMoves } from './definitions/moves.js';
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
  defineCare(program, definer);
  defineAuthoring(program, definer);
  return program;
}

/** The names of a program's commands. */
export function commandNames(program: Command): ReadonlySet<string> {
  return new Set(['help', ...program.commands.map((command) => command.name())]);
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
