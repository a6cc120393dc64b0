import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createMigrator, exitCode, startEngine } from '@zepix/migrations-core';
import type { Engine, Observer, Report, RunSettings } from '@zepix/migrations-core';
import type { Setup } from '../compose.js';
import type { Move } from '../options.js';
import { flags } from '../terminal/invoked.js';
import { planLines, runLines } from '../terminal/run.js';
import type { Choice } from '../terminal/run.js';
import type { Terminal } from '../terminal/terminal.js';

/** `plan`, `rehearse`, and any move with --dry-run. */
export function planMove(move: Move, setup: Setup, terminal: Terminal): Promise<number> {
  const quiet = { ...terminal, observers: terminal.json ? terminal.observers : terminal.observers.map(withoutRehearsal) };
  return inEngine(setup, quiet, async (engine) =>
    print(await call(move, engine, settingsOf(move)), terminal, (report, manner) => planLines(report, manner, choiceOf(move))),
  );
}

/** A plan is printed with what its rehearsal came to. */
function withoutRehearsal(observer: Observer): Observer {
  return { emit: (event) => (event.event === 'rehearsal-finished' ? undefined : observer.emit(event)) };
}

/** `up`, `down` and `goto`: asks where something could be lost and somebody can answer. */
export async function runMove(move: Move, setup: Setup, terminal: Terminal): Promise<number> {
  const idle = await idleReport(move, setup, terminal);
  if (idle !== null) return print(idle, terminal, runLines);
  return inEngine(setup, terminal, async (engine) => {
    const settings = settingsOf(move);
    const report = await call(move, engine, settings);
    if (!needsYes(report) || !terminal.canAsk || !(await ask(report, terminal))) return print(report, terminal, runLines);
    return print(await call(move, engine, { ...settings, approval: { planHash: report.planHash ?? '' } }), terminal, runLines);
  });
}

/** Nothing to do is the most frequent of all runs, and needs no process of its own. Null where there may be something to do. */
async function idleReport(move: Move, setup: Setup, terminal: Terminal): Promise<Report | null> {
  if (move.command !== 'up' || isNew(setup)) return null;
  const stop = (): never => {
    process.stderr.write('Stopped. Nothing was changed.\n');
    process.exit(130);
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    const { composeParts } = await import('../compose.js');
    const migrator = createMigrator({ ...(await composeParts(setup)), observers: terminal.observers });
    return await migrator.idle({ ...settingsOf(move), to: move.options.to });
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

/** Whether the database is a file that is not there yet: then everything is to be done. */
function isNew({ options: { database }, cwd }: Setup): boolean {
  return database !== undefined && !/^[a-z]+:/i.test(database) && !existsSync(resolve(cwd, database));
}

/** In a process of its own, so that Ctrl-C is heard while SQLite is at work. */
async function inEngine(setup: Setup, terminal: Terminal, body: (engine: Engine) => Promise<number>): Promise<number> {
  const entry = new URL('../bin/engine.cjs', import.meta.url);
  const engine = startEngine({ entry, setup, observers: terminal.observers });
  const release = onCtrlC(engine, terminal);
  try {
    return await body(engine);
  } finally {
    terminal.settle();
    release();
    await engine.close();
  }
}

function choiceOf({ options }: Move): Choice {
  const { to, filter, steps, allowOutOfOrder, allowDrift, singleTransaction, requireProof, rehearse } = options;
  const others = { 'allow-out-of-order': allowOutOfOrder, 'allow-drift': allowDrift, 'single-transaction': singleTransaction };
  const how = { rehearse: typeof rehearse === 'string' ? rehearse : undefined, 'require-proof': requireProof };
  return { to, options: flags({ filter, steps, ...others, ...how }) };
}

function print(report: Report, terminal: Terminal, toLines: typeof runLines): number {
  terminal.settle();
  if (terminal.json) terminal.document(report);
  else terminal.lines(toLines(report, terminal.manner));
  return exitCode(report);
}

function call(move: Move, engine: Engine, settings: RunSettings): Promise<Report> {
  if (move.command === 'goto') return engine.goto(move.version, settings);
  return engine[move.command]({ ...settings, to: move.options.to });
}

function settingsOf({ command, options }: Move): RunSettings {
  const {
    rehearse,
    requireProof,
    filter,
    steps,
    dryRun,
    snapshot,
    preserve,
    fill,
    allowOutOfOrder,
    allowDrift,
    singleTransaction,
    rollbackFrom,
    lockTimeout,
    yes,
  } = options;
  const approval = yes === true ? 'all' : 'none';
  // Taking back must not wait for a copy when it is needed most; what it would come to is tried where it is only looked at.
  const takesBack = (command === 'down' || command === 'redo') && dryRun !== true;
  const lockTimeoutMs = lockTimeout * 1000;
  return {
    filter,
    steps,
    dryRun,
    snapshot: snapshot ? undefined : false,
    preserve: preserve ? undefined : false,
    fills: fill,
    rehearse: takesBack ? false : rehearse,
    requireProof,
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
