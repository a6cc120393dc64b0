import { MigrationError, errorReport, exitCode, toMigrationError } from '@zepix/migrations-core';
import type { Report } from '@zepix/migrations-core';
import type { Invocation } from './definitions/invocation.js';
import { failureLines } from './terminal/errors.js';
import { createTerminal } from './terminal/terminal.js';
import type { Terminal } from './terminal/terminal.js';

/** Runs what was asked for; gives the exit code. Never throws. */
export async function runInvocation(invocation: Invocation): Promise<number> {
  const { stdout, stderr, stdin, env } = process;
  const cwd = process.cwd();
  const terminal = createTerminal(invocation.options, { stdout, stderr, stdin, env, cwd });
  try {
    const { config, envFile, database, migrations, format } = invocation.options;
    const setup = { options: { config, envFile, database, migrations, format }, cwd };
    return await invocation.perform(setup, terminal);
  } catch (error) {
    return fail(invocation.command, toMigrationError(error), terminal);
  }
}

/** A wrong command line under `--json`: still one document. */
export function reportUsage(message: string, json: string, command: string): number {
  const { stdout, stderr, stdin, env } = process;
  const mode = json === '--json=stream' ? 'stream' : 'document';
  const terminal = createTerminal({ filter: [], color: false, json: mode }, { stdout, stderr, stdin, env, cwd: process.cwd() });
  const [, said = message, meant] = /^(?:error: )?([^]*?)(?:\n\((Did you mean .*)\))?$/.exec(message) ?? [];
  const error = new MigrationError('USAGE', said, { hint: meant ?? 'See --help.', dataState: 'Nothing was changed.' });
  return fail(command, error, terminal);
}

function fail(command: string, error: MigrationError, terminal: Terminal): number {
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
  else process.stderr.write(`${failureLines(report.error ?? errorReport(error), terminal.manner).join('\n')}\n`);
  if (error.code === 'INTERNAL' && terminal.manner.verbose)
    process.stderr.write(`${(error.cause as Error | undefined)?.stack ?? error.stack ?? ''}\n`);
  return exitCode(report);
}
