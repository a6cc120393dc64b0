import { Argument } from 'commander';
import type { Command } from 'commander';
import type { GenerateCommandOptions, GlobalOptions, IntrospectOptions, NewOptions, SquashOptions } from '../options.js';
import type { Definer } from './invocation.js';
import { checkRenaming, checkVersion, lockTimeout, shared } from './shared.js';

const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

/** `new`, `generate`, `introspect`, `squash` and `completion`. */
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
  defineGenerate(program, { name, invoke });
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

function defineGenerate(program: Command, { name, invoke }: Definer): void {
  shared(program.command('generate').argument('[name]', 'what it does, in a few words'), name, [
    'generate add_notes --filter combined',
    'generate rename_note --filter combined --rename orders.note:orders.remark',
    'generate --check',
  ])
    .description('write the migration from the migrated to the declared (Drizzle) schema, and its rollback, both proven')
    .option('--rename <old:new>', 'a table or column that got another name: orders.note:orders.remark; may repeat', checkRenaming, [])
    .option('--no-renames', 'nothing (else) was renamed: what goes is dropped, what comes is new')
    .option('--schema <file>', 'where the tables are declared (default: schema in the configuration)')
    .option('--title <text>', 'the Description of its header (default: made of the name)')
    .option('--timestamp', 'number it by the time (UTC) instead of counting on')
    .option('--empty', 'write both files without statements, as "new" does')
    .option('--check', 'write nothing, and exit with 2 when the schema is ahead of the migrations')
    .action((wanted: string | undefined, options: GenerateCommandOptions) =>
      invoke({
        command: 'generate',
        options,
        perform: async (setup, terminal) => (await import('../commands/generate.js')).generate(wanted, options, setup, terminal),
      }),
    );
  shared(program.command('introspect'), name, [
    'introspect --filter combined',
    'introspect --database app.db --migrations migrations --out schema.ts',
  ])
    .description('declare the tables of a database as a Drizzle schema; changes nothing')
    .option('--out <file>', 'write it to this new file instead of printing it')
    .action((options: IntrospectOptions) =>
      invoke({
        command: 'introspect',
        options,
        perform: async (setup, terminal) => (await import('../commands/generate.js')).introspect(options, setup, terminal),
      }),
    );
}
