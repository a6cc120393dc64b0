import type { Command } from 'commander';
import type { DoctorOptions, DumpOptions, GlobalOptions, WriteOptions } from '../options.js';
import type * as Care from '../commands/care.js';
import type { Definer, Invocation } from './invocation.js';
import { YES, lockTimeout, shared } from './shared.js';

type Performers = typeof Care;

/** `check`, `doctor`, `dump`, `create` and `drop`. */
export function defineCare(program: Command, { name, invoke }: Definer): void {
  const asked = (
    command: string,
    options: GlobalOptions,
    run: (care: Performers, ...rest: Parameters<Invocation['perform']>) => Promise<number>,
  ): void => invoke({ command, options, perform: async (setup, terminal) => run(await import('../commands/care.js'), setup, terminal) });
  shared(program.command('check'), name, ['check', 'check --filter combined --json'])
    .description('check every migration file, for CI and before a merge; needs no database, exits with 5 on errors')
    .action((options: GlobalOptions) => asked('check', options, (care, setup, terminal) => care.check(options, setup, terminal)));
  shared(program.command('doctor'), name, ['doctor', 'doctor --full --filter combined'])
    .description('examine the databases: damage, locks, leftovers, space; changes nothing, exits with 6 when something is bad')
    .option('--full', 'run the whole integrity check, which takes longer')
    .action((options: DoctorOptions) => asked('doctor', options, (care, setup, terminal) => care.doctor(options, setup, terminal)));
  shared(program.command('dump'), name, [
    'dump --filter combined',
    'dump --filter combined --out schema/combined.sql',
    'dump --filter combined --check --out schema/combined.sql',
  ])
    .description('print the schema as SQL, always in the same order')
    .option('--out <file>', 'write it to this file, where it says something else')
    .option('--check', 'compare with the file of --out instead, and exit with 2 when it differs')
    .action((options: DumpOptions) => asked('dump', options, (care, setup, terminal) => care.dump(options, setup, terminal)));
  lockTimeout(shared(program.command('create'), name, ['create', 'create --filter combined']))
    .description('create the databases that are missing, each with an empty ledger and nothing else')
    .action((options: WriteOptions) => asked('create', options, (care, setup, terminal) => care.create(options, setup, terminal)));
  lockTimeout(shared(program.command('drop'), name, ['drop --filter combined', 'drop --filter combined --yes']))
    .description('delete databases for good, with their logs and lock files; snapshots stay')
    .option(YES[0], 'a yes to deleting them')
    .action((options: WriteOptions) => asked('drop', options, (care, setup, terminal) => care.drop(options, setup, terminal)));
}
