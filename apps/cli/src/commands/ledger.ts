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
  type Printed = Parameters<typeof prunedLines>;
  const lines = (one: Printed[0], manner: Printed[1]): string[] => prunedLines(one, manner, choiceOf(options));
  const code = terminal.result(report, lines);
  if (report.error?.code !== 'CONFIRMATION_REQUIRED' || !terminal.canAsk || !(await askFor('Give this up?'))) return code;
  return terminal.result(await migrator.prune({ ...settings, approval: 'all' }), lines);
}

const AGES = { d: 86_400_000, h: 3_600_000, m: 60_000 } as const;

/** Those options of `prune` that say what it gives up. */
function choiceOf({ filter, olderThan, keep }: PruneOptions): string {
  const [unit, ms] = Object.entries(AGES).find(([, one]) => (olderThan ?? 0) % one === 0) ?? ['m', AGES.m];
  const named = filter.map((one) => ` --filter ${/^[\w./-]+$/.test(one) ? one : `'${one}'`}`).join('');
  return `${named}${olderThan === undefined ? '' : ` --older-than ${olderThan / ms}${unit}`}${keep === undefined ? '' : ` --keep ${keep}`}`;
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
