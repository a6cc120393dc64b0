import { createKeeper } from '@zepix/migrations-core';
import { composeParts } from '../compose.js';
import type { Setup } from '../compose.js';
import type { GenerateOptions, ProveOptions } from '../options.js';
import { generateLines, proveLines } from '../terminal/rollbacks.js';
import type { Terminal } from '../terminal/terminal.js';
import { deliver } from './deliver.js';

/** A rollback that could not be made, is wrong or is missing. */
const REFUSED = 5;

export async function generate(
  versions: readonly string[] | undefined,
  options: GenerateOptions,
  setup: Setup,
  terminal: Terminal,
): Promise<number> {
  const { filter, force, rename, dryRun } = options;
  const keeper = createKeeper({ ...(await composeParts(setup)), observers: terminal.observers });
  const report = await keeper.rollback.generate({ filter, versions: versions ?? [], force, renames: rename, dryRun });
  return deliver(terminal, report, (told, manner) => generateLines(told, manner, dryRun === true), REFUSED);
}

export async function prove(
  versions: readonly string[] | undefined,
  options: ProveOptions,
  setup: Setup,
  terminal: Terminal,
): Promise<number> {
  const { filter, rows, seed, dryRun } = options;
  const keeper = createKeeper({ ...(await composeParts(setup)), observers: terminal.observers });
  return deliver(terminal, await keeper.rollback.prove({ filter, versions: versions ?? [], rows, seed, dryRun }), proveLines, REFUSED);
}
