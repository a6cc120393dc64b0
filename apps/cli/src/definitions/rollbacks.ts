import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import type { GenerateOptions, GlobalOptions, ProveOptions } from '../options.js';
import type { Definer, Invocation } from './invocation.js';
import { checkCount, checkVersion, shared } from './shared.js';

/** `rollback generate|prove`. */
export function defineRollbacks(program: Command, { name, invoke }: Definer): void {
  const rollback = program.command('rollback').description('rollbacks made of what migrations do, and proven on generated rows');
  const asked = (command: string, options: GlobalOptions, perform: Invocation['perform']): void =>
    invoke({ command: `rollback ${command}`, options, perform });
  shared(rollback.command('generate'), name, ['rollback generate', 'rollback generate 004 --filter combined --dry-run'])
    .argument('[version...]', 'only these migrations', collectVersions)
    .description('write the rollbacks that migrations lack, from what they do on scratch databases; each is tried before it is written')
    .option('--force', 'replace rollback files that are there')
    .addOption(
      new Option('--rename <old:new>', 'a rename that can not be seen: old:new, or table.old:new; may repeat')
        .argParser(collectRename)
        .default([], 'none'),
    )
    .option('--dry-run', 'print the files, write nothing')
    .action((versions: readonly string[], options: GenerateOptions) =>
      asked('generate', options, async (setup, terminal) =>
        (await import('../commands/rollbacks.js')).generate(versions, options, setup, terminal),
      ),
    );
  shared(rollback.command('prove'), name, ['rollback prove', 'rollback prove 002 003 --filter combined --rows 100'])
    .argument('[version...]', 'only these migrations', collectVersions)
    .description(
      'try rollbacks on generated rows: up and down, also with rows written in between; records each proof in its file, exits with 5 where one is wrong',
    )
    .option('--rows <n>', 'generated rows a table (least and default: 20)', checkCount)
    .option('--seed <n>', 'other rows for another number (default: 1)', checkCount)
    .option('--dry-run', 'record nothing')
    .action((versions: readonly string[], options: ProveOptions) =>
      asked('prove', options, async (setup, terminal) =>
        (await import('../commands/rollbacks.js')).prove(versions, options, setup, terminal),
      ),
    );
}

function collectVersions(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), checkVersion(value)];
}

function collectRename(value: string, before: readonly string[]): string[] {
  if (!/^[^:]+:[^:]+$/.test(value)) throw new InvalidArgumentError('A rename is old:new, or table.old:new for a column.');
  return [...before, value];
}
