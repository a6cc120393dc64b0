import { exitCode } from '@zepix/migrations-core';
import type { Migrator, Report, RunSettings } from '@zepix/migrations-core';
import type { MoveOptions } from '../options.js';
import type { Move } from '../program.js';
import { planLines, runLines } from '../terminal/run.js';
import type { Terminal } from '../terminal/terminal.js';

/** `up`, `down`, `goto` and `plan`: runs, asks where something could be lost and somebody can answer, and prints. */
export async function move(invocation: Move, migrator: Migrator, terminal: Terminal, signal: AbortSignal): Promise<number> {
  const settings = settingsOf(invocation.options, signal);
  let report = await call(invocation, migrator, settings);
  if (needsYes(report) && terminal.canAsk) {
    const { askForYes } = await import('../terminal/ask.js');
    if (await askForYes(report)) report = await call(invocation, migrator, { ...settings, approval: { planHash: report.planHash ?? '' } });
  }
  terminal.settle();
  const planned = invocation.command === 'plan' || invocation.options.dryRun === true;
  if (terminal.json) terminal.document(report);
  else terminal.lines(planned ? planLines(report, terminal.manner) : runLines(report, terminal.manner));
  return exitCode(report);
}

function call(invocation: Move, migrator: Migrator, settings: RunSettings): Promise<Report> {
  if (invocation.command === 'goto') return migrator.goto(invocation.version, settings);
  return migrator[invocation.command]({ ...settings, to: invocation.options.to });
}

function settingsOf(options: MoveOptions, signal: AbortSignal): RunSettings {
  const { filter, steps, dryRun, allowOutOfOrder, allowDrift, singleTransaction, rollbackFrom, lockTimeout, yes } = options;
  return {
    filter,
    steps,
    dryRun,
    allowOutOfOrder,
    allowDrift,
    singleTransaction,
    rollbackFrom,
    lockTimeoutMs: lockTimeout * 1000,
    approval: yes === true ? 'all' : 'none',
    signal,
  };
}

/** Refused for nothing else than the want of a yes. */
function needsYes({ databases }: Report): boolean {
  const errors = databases.flatMap(({ error }) => error?.code ?? []);
  return errors.length > 0 && errors.every((code) => code === 'CONFIRMATION_REQUIRED');
}
