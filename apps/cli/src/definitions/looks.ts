import type { Command } from 'commander';
import type { Look, LookOptions } from '../options.js';
import type { Definer } from './invocation.js';
import { shared } from './shared.js';

/** `status` and `verify`. */
export function defineLooks(program: Command, { name, invoke }: Definer): void {
  const asked = (look: Look): void =>
    invoke({ ...look, perform: async (setup, terminal) => (await import('../commands/look.js')).look(look, setup, terminal) });
  shared(program.command('status'), name, ['status', 'status --check --json'])
    .description('show where every database stands')
    .option('--check', 'exit with 2 when something is pending')
    .action((options: LookOptions) => asked({ command: 'status', options }));
  shared(program.command('verify'), name, ['verify', 'verify --filter "price*"'])
    .description('check files, schema drift, integrity, foreign keys and history')
    .action((options: LookOptions) => asked({ command: 'verify', options }));
}
