import type { Command } from 'commander';
import type { PruneOptions, WriteOptions } from '../options.js';
import type { Definer, Invocation } from './invocation.js';
import { YES, checkAge, checkCount, checkVersion, lockTimeout, shared } from './shared.js';

/** `baseline`, `repair` and `history`: what is about the ledger and not about migrations. */
export function defineLedger(program: Command, { name, invoke }: Definer): void {
  const asked = (command: string, options: WriteOptions, perform: Invocation['perform']): void => invoke({ command, options, perform });
  lockTimeout(shared(program.command('baseline <version>'), name, ['baseline 002 --filter combined']))
    .description('record the migrations up to VERSION as applied without running them, for a database that was there before')
    .option('-y, --yes', 'accept that the schema differs from what the migrations make')
    .action((typed: string, options: WriteOptions) => {
      const version = checkVersion(typed);
      asked('baseline', options, async (setup, terminal) =>
        (await import('../commands/ledger.js')).baseline(version, options, setup, terminal),
      );
    });
  lockTimeout(shared(program.command('repair'), name, ['repair', 'repair --filter combined --yes']))
    .description('show what would mend the ledger (edited or lost files, drift), and do it on yes')
    .option(...YES)
    .action((options: WriteOptions) =>
      asked('repair', options, async (setup, terminal) => (await import('../commands/ledger.js')).repair(options, setup, terminal)),
    );
  lockTimeout(shared(program.command('prune'), name, ['prune', 'prune --older-than 30d --yes', 'prune --keep 5 --yes']))
    .description('give up what migrations kept for the way back: shows it, and removes it on yes')
    .option('--older-than <age>', 'only what is older: 90d, 12h, 30m', checkAge)
    .option('--keep <n>', 'keep what the newest n migrations kept', checkCount)
    .option(...YES)
    .action((options: PruneOptions) =>
      asked('prune', options, async (setup, terminal) => (await import('../commands/ledger.js')).prune(options, setup, terminal)),
    );
  shared(program.command('history'), name, ['history --filter combined', 'history --json'])
    .description('show everything that was ever done, and whether the record is whole')
    .action((options: WriteOptions) =>
      asked('history', options, async (setup, terminal) => (await import('../commands/ledger.js')).history(options, setup, terminal)),
    );
}
