import { createMigrator, exitCode, startEngine } from '@zepix/migrations-core';
import type { Engine, Migrator, Report, RunSettings } from '@zepix/migrations-core';
import { composeParts } from '../compose.js';
import type { Setup } from '../compose.js';
import type { Move, MoveOptions } from '../options.js';
import { planLines, runLines } from '../terminal/run.js';
import type { Terminal } from '../terminal/terminal.js';

/** `plan`, and any move with --dry-run: read here, since nothing is run. */
export async function planMove(move: Move, setup: Setup, terminal: Terminal): Promise<number> {
  const migrator = createMigrator({ ...(await composeParts(setup)), observers: terminal.observers });
  return print(await call(move, migrator, settingsOf(move.options)), terminal, planLines);
}

/** `up`, `down` and `goto`: run in a process of their own; asks where something could be lost and somebody can answer. */
export async function runMove(move: Move, setup: Setup, terminal: Terminal): Promise<number> {
  const entry = new URL('../bin/engine.cjs', import.meta.url);
  const engine = startEngine({ entry, setup, observers: terminal.observers });
  const release = onCtrlC(engine, terminal);
  try {
    const settings = settingsOf(move.options);
    const report = await call(move, engine, settings);
    if (!needsYes(report) || !terminal.canAsk || !(await ask(report, terminal))) return print(report, terminal, runLines);
    return print(await call(move, engine, { ...settings, approval: { planHash: report.planHash ?? '' } }), terminal, runLines);
  } finally {
    terminal.settle();
    release();
    await engine.close();
  }
}

function print(report: Report, terminal: Terminal, toLines: typeof runLines): number {
  terminal.settle();
  if (terminal.json) terminal.document(report);
  else terminal.lines(toLines(report, terminal.manner));
  return exitCode(report);
}

function call(move: Move, engine: Migrator | Engine, settings: RunSettings): Promise<Report> {
  if (move.command === 'goto') return engine.goto(move.version, settings);
  return engine[move.command]({ ...settings, to: move.options.to });
}

function settingsOf(options: MoveOptions): RunSettings {
  const { filter, steps, dryRun, snapshot, allowOutOfOrder, allowDrift, singleTransaction, rollbackFrom, lockTimeout, yes } = options;
  const approval = yes === true ? 'all' : 'none';
  const lockTimeoutMs = lockTimeout * 1000;
  return {
    filter,
    steps,
    dryRun,
    snapshot: snapshot ? undefined : false,
    allowOutOfOrder,
    allowDrift,
    singleTransaction,
    rollbackFrom,
    lockTimeoutMs,
    approval,
  };
}

/** Refused for nothing else than the want of a yes. */
function needsYes({ databases }: Report): boolean {
  const errors = databases.flatMap(({ error }) => error?.code ?? []);
  return errors.length > 0 && errors.every((code) => code === 'CONFIRMATION_REQUIRED');
}

async function ask(report: Report, terminal: Terminal): Promise<boolean> {
  terminal.settle();
  const { askForYes } = await import('../terminal/ask.js');
  return askForYes(report);
}

/** First Ctrl-C: stop after this statement and undo the open migration. Second: kill the engine; SQLite undoes at the next opening. */
function onCtrlC(engine: Engine, terminal: Terminal): () => void {
  let asked = false;
  const onSignal = (): void => {
    terminal.settle();
    if (asked) {
      engine.kill();
      process.stderr.write('Stopped at once. What was open is undone when the database is opened next.\n');
      process.exit(130);
    }
    asked = true;
    process.stderr.write('Stopping after this statement; the open migration is undone. Ctrl-C again stops at once.\n');
    engine.stop();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return () => process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
}
