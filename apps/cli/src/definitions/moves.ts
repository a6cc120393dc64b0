import { Option } from 'commander';
import type { Command } from 'commander';
import type { Move, MoveOptions } from '../options.js';
import type { Definer } from './invocation.js';
import { YES, checkCount, checkVersion, collectFill, lockTimeout, shared } from './shared.js';

/** `up`, `down`, `goto`, `redo` and `plan`. */
export function defineMoves(program: Command, { name, invoke }: Definer): void {
  const asked = (move: Move): void => {
    const { command, options } = move;
    const planned = command === 'plan' || command === 'rehearse' || options.dryRun === true;
    invoke({
      command,
      options,
      perform: async (setup, terminal) => {
        const { planMove, runMove } = await import('../commands/move.js');
        return planned ? planMove(move, setup, terminal) : runMove(move, setup, terminal);
      },
    });
  };
  shared(rehearsing(moving(program.command('up', { isDefault: true }))), name, ['up', 'up --to 003', 'up --filter combined --dry-run'])
    .description('apply pending migrations (the default command)')
    .addOption(TO)
    .option('--single-transaction', 'apply all pending migrations of a database in one transaction')
    .action((options: MoveOptions) => asked({ command: 'up', options }));
  shared(unrehearsed(moving(program.command('down'))), name, ['down --filter combined', 'down --filter combined --to 001 --yes'])
    .description('take back the newest migration')
    .addOption(TO)
    .addOption(ROLLBACK_FROM)
    .addOption(FILL)
    .action((options: MoveOptions) => asked({ command: 'down', options }));
  shared(rehearsing(moving(program.command('goto'))), name, ['goto 002 --filter combined'])
    .argument('<version>', 'leave it as the newest applied (0: take back all)', checkVersion)
    .description('go up or down until that version is the newest applied')
    .addOption(ROLLBACK_FROM)
    .addOption(FILL)
    .action((version: string, options: MoveOptions) => asked({ command: 'goto', version, options }));
  shared(unrehearsed(moving(program.command('redo'))), name, ['redo --filter combined'])
    .description('take back the newest migration and apply it again')
    .addOption(ROLLBACK_FROM)
    .addOption(FILL)
    .action((options: MoveOptions) => asked({ command: 'redo', options }));
  shared(proving(sampling(moving(program.command('rehearse')))), name, ['rehearse', 'rehearse --filter combined --require-proof'])
    .description('try what is pending on a copy: applied, taken back, compared, applied again')
    .addOption(TO)
    .action((options: MoveOptions) => asked({ command: 'rehearse', options }));
  shared(rehearsing(moving(program.command('plan'))), name, ['plan', 'plan --to 001 --filter combined'])
    .description('show what would be done, without doing it')
    .addOption(TO)
    .addOption(ROLLBACK_FROM)
    .addOption(FILL)
    .action((options: MoveOptions) => asked({ command: 'plan', options }));
}

const TO = new Option('--to <version>', 'leave this version as the newest applied (0 with down: take back all)').argParser(checkVersion);
const FILL = new Option(
  '--fill <column=expression>',
  'give rows written since what the old schema asks for; may repeat, [table.]column=SQL',
)
  .argParser(collectFill)
  .default([], 'none');
const ROLLBACK_FROM = new Option(
  '--rollback-from <source>',
  'which rollback to use where file and ledger differ; preserved: no script, what was kept',
).choices(['file', 'ledger', 'preserved']);

/** The options of whatever applies migrations. */
function rehearsing(command: Command): Command {
  return proving(sampling(command)).option('--no-rehearse', 'do not try the plan on a copy first');
}

/** `full` overrules a configuration that asks for less. */
function sampling(command: Command): Command {
  const option = new Option('--rehearse <how>', 'what to try the plan on first: a full copy, a sample of the rows, or nothing');
  return command.addOption(option.choices(['full', 'sample', 'off']).default(true, 'as configured'));
}

/** The options of whatever only takes back: it takes what `up` takes, so that a script need not tell the two apart. */
function unrehearsed(command: Command): Command {
  return command.option('--no-rehearse', 'with --dry-run: do not try it on a copy; a run that takes back tries nothing first');
}

function proving(command: Command): Command {
  return command.option('--require-proof', 'refuse what is not shown to come back');
}

function moving(command: Command): Command {
  return lockTimeout(
    command
      .option('--steps <n>', 'at most so many migrations (down: 1)', checkCount)
      .option(...YES)
      .option('--no-snapshot', 'take no snapshot before anything is changed')
      .option('--no-preserve', 'keep nothing of what is destroyed, bring nothing kept back')
      .option('--dry-run', 'show the plan, change nothing')
      .option('--allow-out-of-order', 'apply migrations older than the newest applied, or behind a gap')
      .option('--allow-drift', 'accept a schema that was changed outside of migrations, and record that'),
  );
}
