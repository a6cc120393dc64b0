import { resolve } from 'node:path';
import { MigrationError, createKeeper } from '@zepix/migrations-core';
import type { Keeper } from '@zepix/migrations-core';
import { composeParts } from '../compose.js';
import type { Setup } from '../compose.js';
import type { DoctorOptions, DumpOptions, GlobalOptions, WriteOptions } from '../options.js';
import { checkLines } from '../terminal/check.js';
import { doctorLines } from '../terminal/doctor.js';
import { createLines, dropLines, dumpLines } from '../terminal/files.js';
import type { Terminal } from '../terminal/terminal.js';
import { deliver } from './deliver.js';

/** Exit codes of results that are not well, as in the table of the README. */
const EXIT = { refused: 5, unusable: 6, differs: 2 } as const;

export async function check({ filter }: GlobalOptions, setup: Setup, terminal: Terminal): Promise<number> {
  return deliver(terminal, await (await compose(setup, terminal)).check({ filter }), checkLines, EXIT.refused);
}

export async function doctor({ filter, full }: DoctorOptions, setup: Setup, terminal: Terminal): Promise<number> {
  return deliver(terminal, await (await compose(setup, terminal)).doctor({ filter, full }), doctorLines, EXIT.unusable);
}

export async function dump({ filter, out, check: onlyCheck }: DumpOptions, setup: Setup, terminal: Terminal): Promise<number> {
  if (onlyCheck === true && out === undefined) throw needsOut();
  const file = out === undefined ? undefined : { path: resolve(setup.cwd, out), shown: out };
  const keeper = await compose(setup, terminal);
  return deliver(terminal, await keeper.dump({ filter, out: file, check: onlyCheck }), dumpLines, EXIT.differs);
}

export async function create(options: WriteOptions, setup: Setup, terminal: Terminal): Promise<number> {
  const keeper = await compose(setup, terminal);
  return terminal.result(await keeper.create(settingsOf(options)), createLines);
}

/** Shows what would go; deletes on a yes. */
export async function drop(options: WriteOptions, setup: Setup, terminal: Terminal): Promise<number> {
  const keeper = await compose(setup, terminal);
  const report = await keeper.drop({ ...settingsOf(options), approval: options.yes === true ? 'all' : 'none' });
  const code = terminal.result(report, dropLines);
  if (report.error?.code !== 'CONFIRMATION_REQUIRED' || !terminal.canAsk || !(await ask())) return code;
  return terminal.result(await keeper.drop({ ...settingsOf(options), approval: 'all' }), dropLines);
}

async function ask(): Promise<boolean> {
  const { confirmYes } = await import('../terminal/ask.js');
  return confirmYes('Delete these files for good?');
}

async function compose(setup: Setup, terminal: Terminal): Promise<Keeper> {
  return createKeeper({ ...(await composeParts(setup)), observers: terminal.observers });
}

function settingsOf({ filter, lockTimeout }: WriteOptions) {
  return { filter, lockTimeoutMs: lockTimeout === undefined ? undefined : lockTimeout * 1000 };
}

function needsOut(): MigrationError {
  return new MigrationError('USAGE', '--check needs --out: which file should be as the schema is?', {
    hint: 'Add --out FILE.',
    dataState: 'Nothing was changed.',
  });
}
