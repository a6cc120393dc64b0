import { createMigrator } from '@zepix/migrations-core';
import type { RepairResult, ResultReport, Version, WriteSettings } from '@zepix/migrations-core';
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
  const report = await createMigrator(await composeParts(setup)).history({ filter: options.filter });
  const broken = report.result?.some((one) => one.broken !== null) ?? false;
  const code = terminal.result(report, historyLines);
  return broken ? BROKEN_EXIT : code;
}

/** A history that was tampered with counts as drift. */
const BROKEN_EXIT = 3;

/** Shows first; changes on a yes. Nothing to mend is done; something to mend without a yes is refused. */
export async function repair(options: WriteOptions, setup: Setup, terminal: Terminal): Promise<number> {
  const migrator = createMigrator({ ...(await composeParts(setup)), observers: terminal.observers });
  const preview = await migrator.repair({ ...settingsOf(options), approval: 'none' });
  if (preview.error !== null || !wantsRepair(preview)) return terminal.result(preview, repairLines);
  if (options.yes !== true) {
    const code = terminal.result(preview, repairLines);
    if (!terminal.canAsk || !(await ask())) return code === 0 ? REFUSED_EXIT : code;
  }
  return terminal.result(await migrator.repair({ ...settingsOf(options), approval: 'all' }), repairLines);
}

/** Something would be changed, and nobody said yes: refused, as in the table of exit codes. */
const REFUSED_EXIT = 5;

async function ask(): Promise<boolean> {
  const { confirmYes } = await import('../terminal/ask.js');
  return confirmYes('Change the ledger like this?');
}

function wantsRepair({ result }: ResultReport<readonly RepairResult[]>): boolean {
  return result?.some(({ actions }) => actions.length > 0) ?? false;
}

function settingsOf({ filter, lockTimeout, yes }: WriteOptions): WriteSettings {
  const lockTimeoutMs = lockTimeout === undefined ? undefined : lockTimeout * 1000;
  return { filter, lockTimeoutMs, approval: yes === true ? 'all' : 'none' };
}
