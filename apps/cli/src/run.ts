import { MigrationError, errorReport, exitCode, toMigrationError } from '@zepix/migrations-core';
import type { Command, Report } from '@zepix/migrations-core';
import { look } from './commands/look.js';
import { move } from './commands/move.js';
import { compose } from './compose.js';
import { isLook } from './program.js';
import type { Invocation } from './program.js';
import { errorLines } from './terminal/errors.js';
import { createTerminal } from './terminal/terminal.js';
import type { Terminal } from './terminal/terminal.js';

/** Runs what was asked for; gives the exit code. Never throws. */
export async function runInvocation(invocation: Invocation): Promise<number> {
  const { stdout, stderr, stdin, env } = process;
  const cwd = process.cwd();
  const terminal = createTerminal(invocation.options, { stdout, stderr, stdin, env, cwd });
  try {
    const migrator = await compose(invocation.options, { cwd, env }, terminal.observers);
    if (isLook(invocation)) return look(invocation, migrator, terminal);
    return await move(invocation, migrator, terminal, interruptible(terminal));
  } catch (error) {
    return fail(invocation.command, toMigrationError(error), terminal);
  }
}

/** A wrong command line under `--json`: still one document. */
export function reportUsage(message: string, json: string): number {
  const { stdout, stderr, stdin, env } = process;
  const mode = json === '--json=stream' ? 'stream' : 'document';
  const terminal = createTerminal({ filter: [], color: false, json: mode }, { stdout, stderr, stdin, env, cwd: process.cwd() });
  const error = new MigrationError('USAGE', message.replace(/^error: /, ''), { hint: 'See --help.', dataState: 'Nothing was changed.' });
  return fail('up', error, terminal);
}

function fail(command: Command, error: MigrationError, terminal: Terminal): number {
  terminal.settle();
  const report: Report = {
    schemaVersion: 1,
    ok: false,
    command,
    runId: null,
    error: errorReport(error),
    planHash: null,
    promises: { snapshot: false, rehearsed: false, preserved: false },
    databases: [],
    durationMs: 0,
  };
  if (terminal.json) terminal.document(report);
  else process.stderr.write(`${terminal.manner.style.bad('✖')} ${errorLines(report.error ?? errorReport(error), terminal.manner).join('\n  ')}\n`);
  if (error.code === 'INTERNAL' && terminal.manner.verbose) process.stderr.write(`${(error.cause as Error | undefined)?.stack ?? error.stack ?? ''}\n`);
  return exitCode(report);
}

/** First Ctrl-C: begin no further migration. Second: end at once; SQLite undoes what is open at the next start. */
function interruptible(terminal: Terminal): AbortSignal {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(130);
    terminal.settle();
    process.stderr.write('Stopping before the next migration … (again to stop at once; what is open is undone)\n');
    controller.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return controller.signal;
}

