import type { Argument, Command, Option } from 'commander';

/** A flag, as a shell should complete it. */
export interface Flag {
  readonly long: string;
  readonly short: string | null;
  readonly description: string;
  /** What kind of value follows in the next word; `none` where none does. */
  readonly value: 'none' | 'file' | 'folder' | 'other';
  /** The values to choose from; empty where any will do. */
  readonly choices: readonly string[];
}

export interface CommandWords {
  readonly name: string;
  readonly description: string;
  readonly flags: readonly Flag[];
  /** What its first argument may be: names of commands below it, or choices. */
  readonly words: readonly string[];
  readonly below: readonly CommandWords[];
}

/** Everything a completion knows: taken from the program's own definition, so that it never falls behind. */
export interface ProgramWords {
  readonly name: string;
  readonly commands: readonly CommandWords[];
  /** Those of the program itself: help and version. */
  readonly flags: readonly Flag[];
}

export function describeProgram(program: Command): ProgramWords {
  const commands = program.commands.map(describe);
  const names = commands.map(({ name }) => name);
  const help: CommandWords = { name: 'help', description: 'show help for a command', flags: [], words: names, below: [] };
  return { name: 'zepix-migrate', commands: [...commands, help], flags: program.createHelp().visibleOptions(program).map(flag) };
}

function describe(command: Command): CommandWords {
  const below = command.commands.map(describe);
  const [first] = command.registeredArguments as readonly (Argument | undefined)[];
  return {
    name: command.name(),
    description: command.description(),
    flags: command.createHelp().visibleOptions(command).map(flag),
    words: below.length > 0 ? below.map(({ name }) => name) : (first?.argChoices ?? []),
    below,
  };
}

function flag({ long, short, description, required, flags, argChoices }: Option): Flag {
  const value = !required ? 'none' : /<(?:dir|folder)>/.test(flags) ? 'folder' : /<file>/.test(flags) ? 'file' : 'other';
  return { long: long ?? '', short: short ?? null, description, value, choices: argChoices ?? [] };
}
