import { Argument } from 'commander';
import type { Command } from 'commander';
import type { GlobalOptions, NewOptions, SquashOptions } from '../options.js';
import type { Definer } from './invocation.js';
import { checkVersion, lockTimeout, shared } from './shared.js';

const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

/** `new`, `squash` and `completion`. */
export function defineAuthoring(program: Command, { name, invoke }: Definer): void {
  shared(program.command('new').argument('<name>', 'what it does, in a few words: add_hybrid_sl'), name, [
    'new add_hybrid_sl --filter combined',
    'new "drop old notes" --filter combined --no-rollback',
  ])
    .description('write the next migration and its rollback')
    .option('--title <text>', 'the Description of its header (default: made of the name)')
    .option('--timestamp', 'number it by the time (UTC) instead of counting on')
    .option('--ts', 'write TypeScript, with up and down in one file')
    .option('--no-rollback', 'write no rollback, and declare it irreversible')
    .action((wanted: string, options: NewOptions) =>
      invoke({
        command: 'new',
        options,
        perform: async (setup, terminal) => (await import('../commands/authoring.js')).newMigration(wanted, options, setup, terminal),
      }),
    );
  lockTimeout(shared(program.command('squash'), name, ['squash --to 010 --filter combined --dry-run', 'squash --to 010 --filter combined']))
    .description('make one migration of all up to a version, and prove that it gives the same schema and rows')
    .requiredOption('--to <version>', 'the newest migration to take in', checkVersion)
    .option('--dry-run', 'print the file, write nothing')
    .action((options: SquashOptions) =>
      invoke({
        command: 'squash',
        options,
        perform: async (setup, terminal) => (await import('../commands/authoring.js')).squash(options, setup, terminal),
      }),
    );
  const shell = new Argument('<shell>', 'the shell to complete in').choices(SHELLS);
  shared(program.command('completion').addArgument(shell), name, ['completion bash >> ~/.bashrc', 'completion powershell >> $PROFILE'])
    .description('print a script that lets a shell complete commands and options')
    .action((wanted: (typeof SHELLS)[number], options: GlobalOptions) =>
      invoke({
        command: 'completion',
        options,
        perform: async (_, terminal) => (await import('../commands/completion.js')).completion(program, wanted, terminal),
      }),
    );
}
