import { createKeeper } from '@zepix/migrations-core';
import { composeParts } from '../compose.js';
import type { Setup } from '../compose.js';
import type { NewOptions, SquashOptions } from '../options.js';
import { newLines, squashLines } from '../terminal/authoring.js';
import type { Terminal } from '../terminal/terminal.js';

export async function newMigration(name: string, options: NewOptions, setup: Setup, terminal: Terminal): Promise<number> {
  const { filter, title, timestamp, rollback, ts: typescript } = options;
  const keeper = createKeeper(await composeParts(setup));
  return terminal.result(await keeper.newMigration({ name, filter, title, timestamp, rollback, typescript }), newLines);
}

export async function squash({ filter, to, dryRun, lockTimeout }: SquashOptions, setup: Setup, terminal: Terminal): Promise<number> {
  const keeper = createKeeper({ ...(await composeParts(setup)), observers: terminal.observers });
  const lockTimeoutMs = lockTimeout === undefined ? undefined : lockTimeout * 1000;
  return terminal.result(await keeper.squash(to, { filter, dryRun, lockTimeoutMs }), squashLines);
}
