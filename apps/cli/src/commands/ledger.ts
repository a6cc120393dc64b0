import { createMigrator } from '@zepix/migrations-core';
import type { Version, WriteSettings } from '@zepix/migrations-core';
import { composeParts } from '../compose.js';
import type { Setup } from '../compose.js';
import type { WriteOptions } from '../options.js';
import { baselineLines, historyLines, repairLines } from '../terminal/ledger.js';
import type { Terminal } from '../terminal/terminal.js';

export async function baseline(version: Version, options: WriteOptions, setup: Setup, terminal: Terminal): Promise<number> {
  const migrator = createMigrator({ ...(await composeParts(setup)), observers: terminal.observers });
  return terminal.result(await migrator.baseline(version, settingsOf(options)), baselineLines);
}

export async function history(options: WriteOptions, setup: Setup, terminal: Terminal): Promise<number> {
  return terminal.result(await createMigrator(await composeParts(setup)).history({ filter: options.filter }), historyLines);
}

/** Shows first; changes on a yes. Nothing to mend is done; something to mend without a yes is refused. */
export async function repair(options: WriteOptions, setup: Setup, terminal: Terminal): Promise<number> {
  const migrator = createMigrator({ ...(await composeParts(setup)), observers: terminal.observers });
  const report = await migrator.repair(settingsOf(options));
  const code = terminal.result(report, repairLines);
  if (report.error?.code !== 'CONFIRMATION_REQUIRED' || !terminal.canAsk || !(await ask())) return code;
  return terminal.result(await migrator.repair({ ...settingsOf(options), approval: 'all' }), repairLines);
}

async function ask(): Promise<boolean> {
  const { confirmYes } = await import('../terminal/ask.js');
  return confirmYes('Change the ledger like this?');
}

function settingsOf({ filter, lockTimeout, yes }: WriteOptions): WriteSettings {
  const lockTimeoutMs = lockTimeout === undefined ? undefined : lockTimeout * 1000;
  return { filter, lockTimeoutMs, approval: yes === true ? 'all' : 'none' };
}
