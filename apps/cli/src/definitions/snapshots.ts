import type { Command } from 'commander';
import type { WriteOptions } from '../options.js';
import type { Definer, Invocation } from './invocation.js';
import { YES, lockTimeout, shared } from './shared.js';

/** `snapshot create|list|restore|prune`. */
export function defineSnapshots(program: Command, { name, invoke }: Definer): void {
  const snapshot = program.command('snapshot').description('whole copies of the databases, taken and put back while the application runs');
  const asked = (command: string, options: WriteOptions, perform: Invocation['perform']): void =>
    invoke({ command: `snapshot ${command}`, options, perform });
  lockTimeout(shared(snapshot.command('create'), name, ['snapshot create', 'snapshot create --filter combined']))
    .description('take a snapshot of every selected database')
    .action((options: WriteOptions) =>
      asked('create', options, async (setup, terminal) => (await import('../commands/snapshots.js')).create(options, setup, terminal)),
    );
  shared(snapshot.command('list'), name, ['snapshot list'])
    .description('list the snapshots, newest first')
    .action((options: WriteOptions) =>
      asked('list', options, async (setup, terminal) => (await import('../commands/snapshots.js')).list(options, setup, terminal)),
    );
  lockTimeout(shared(snapshot.command('restore <id>'), name, ['snapshot restore 20260112T093000Z-before-up-v002 --filter combined']))
    .description('put a snapshot back into the live file; shows first which rows that takes away, and saves what is there')
    .option(...YES)
    .action((id: string, options: WriteOptions) =>
      asked('restore', options, async (setup, terminal) =>
        (await import('../commands/snapshots.js')).restore(id, options, setup, terminal),
      ),
    );
  lockTimeout(shared(snapshot.command('prune'), name, ['snapshot prune']))
    .description('remove what the configuration no longer keeps, and what is broken')
    .action((options: WriteOptions) =>
      asked('prune', options, async (setup, terminal) => (await import('../commands/snapshots.js')).prune(options, setup, terminal)),
    );
}
