import { createMigrator } from '@zepix/migrations-core';
import type { Version, WriteSettings } from '@zepix/migrations-core';
import { composeParts } from '../compose.js';
import type { Setup } from '../compose.js';
import type { PruneOptions, WriteOptions } from '../options.js';
import { baselineLines, historyLines, repairLines } from '../terminal/ledger.js';
import { prunedLines } from '../terminal/preserved.js';
import type { Terminal } from '../terminal/terminal.js';

export async function baseline(version: Version, options: WriteOptions, setup: Setup, terminal: Terminal): Promise<number> {
  const migrator = createMigrator({ ...(await composeParts(setup)), observers: terminal.observers });
  return terminal.result(await migrator.baseline(version, settingsOf(options)), baselineLines);
}

/** Shows first; gives up on a yes. */
export async function prune(options: PruneOptions, setup: Setup, terminal: Terminal): Promise<number> {
  const migrator = createMigrator({ ...(await composeParts(setup)), observers: terminal.observers });
  const settings = { ...settingsOf(options), olderThanMs: options.olderThan, keep: options.keep };
  const report = await migrator.prune(settings);
  const code = terminal.result(report, prunedLines);
  if (report.error?.code !== 'CONFIRMATION_REQUIRED' || !terminal.canAsk || !(await askFor('Give this up?'))) return code;
  return terminal.result(await migrator.prune({ ...settings, approval: 'all' }), prunedLines);
}

export async function history(options: WriteOptions, setup: Setup, terminal: Terminal): Promise<number> {
  return terminal.result(await createMigrator(await composeParts(setup)).history({ filter: options.filter }), historyLines);
}

/** Shows first; changes on a yes. Nothing to mend is done; something to mend without a yes is refused. */
export async function repair(options: WriteOptions, setup: Setup, terminal: Terminal): Promise<number> {
  const migrator = createMigrator({ ...(await composeParts(setup)), observers: terminal.observers });
  const report = await migrator.repair(settingsOf(options));
  const code = terminal.result(report, repairLines);
  if (report.error?.code !== 'CONFIRMATION_REQUIRED' || !terminal.canAsk || !(await askFor('Change the ledger like this?'))) return code;
  return terminal.result(await migrator.repair({ ...settingsOf(options), approval: 'all' }), repairLines);
}

async function askFor(question: string): Promise<boolean> {
  const { confirmYes } = await import('../terminal/ask.js');
  return confirmYes(question);
}

function settingsOf({ filter, lockTimeout, yes }: WriteOptions): WriteSettings {
  const lockTimeoutMs = lockTimeout === undefined ? undefined : lockTimeout * 1000;
  return { filter, lockTimeoutMs, approval: yes === true ? 'all' : 'none' };
}
