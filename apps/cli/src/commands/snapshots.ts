import { createMigrator } from '@zepix/migrations-core';
import type { Migrator, WriteSettings } from '@zepix/migrations-core';
import { composeParts } from '../compose.js';
import type { Setup } from '../compose.js';
import type { WriteOptions } from '../options.js';
import { listLines, prunedLines, restoredLines, takenLines } from '../terminal/snapshots.js';
import type { Terminal } from '../terminal/terminal.js';

export async function create(options: WriteOptions, setup: Setup, terminal: Terminal): Promise<number> {
  const { snapshots } = await compose(setup, terminal);
  return terminal.result(await snapshots.create(settingsOf(options)), takenLines);
}

export async function list(options: WriteOptions, setup: Setup, terminal: Terminal): Promise<number> {
  const { snapshots } = await compose(setup, terminal);
  return terminal.result(await snapshots.list({ filter: options.filter }), listLines);
}

export async function prune(options: WriteOptions, setup: Setup, terminal: Terminal): Promise<number> {
  const { snapshots } = await compose(setup, terminal);
  return terminal.result(await snapshots.prune(settingsOf(options)), prunedLines);
}

/** Compares first; restores on a yes. Without one it is refused, since writes made after the snapshot are taken away. */
export async function restore(id: string, options: WriteOptions, setup: Setup, terminal: Terminal): Promise<number> {
  const { snapshots } = await compose(setup, terminal);
  const report = await snapshots.restore(id, settingsOf(options));
  const code = terminal.result(report, restoredLines);
  if (report.error?.code !== 'CONFIRMATION_REQUIRED' || !terminal.canAsk || !(await ask())) return code;
  return terminal.result(await snapshots.restore(id, { ...settingsOf(options), approval: 'all' }), restoredLines);
}

async function ask(): Promise<boolean> {
  const { confirmYes } = await import('../terminal/ask.js');
  return confirmYes('Put this snapshot back? What is there now is saved first.');
}

async function compose(setup: Setup, terminal: Terminal): Promise<Migrator> {
  return createMigrator({ ...(await composeParts(setup)), observers: terminal.observers });
}

function settingsOf({ filter, lockTimeout, yes }: WriteOptions): WriteSettings {
  const lockTimeoutMs = lockTimeout === undefined ? undefined : lockTimeout * 1000;
  return { filter, lockTimeoutMs, approval: yes === true ? 'all' : 'none' };
}
