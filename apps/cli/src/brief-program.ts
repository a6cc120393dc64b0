import { Command } from 'commander';
import type { Option } from 'commander';

/**
 * A program that is only asked for its own help or version: its commands keep their names and descriptions, and of their options only
 * the first, which is all that the list of commands shows of them. Defining the others takes a third of such a start.
 */
export class BriefProgram extends Command {
  override createCommand(name?: string): Command {
    return new BriefCommand(name);
  }
}

class BriefCommand extends BriefProgram {
  override option(flags: string, description?: string): this {
    return this.options.length === 0 ? super.option(flags, description) : this;
  }

  override addOption(option: Option): this {
    return this.options.length === 0 ? super.addOption(option) : this;
  }
}

/** Whether the arguments ask for nothing but the program's own help or version. */
export function asksForProgramOnly(args: readonly string[]): boolean {
  return args.length > 0 && args.every((arg) => ['-h', '--help', '-V', '--version'].includes(arg));
}
