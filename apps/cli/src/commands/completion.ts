import type { ResultReport } from '@zepix/migrations-core';
import type { Command } from 'commander';
import { completionScript } from '../completion/script.js';
import type { Shell } from '../completion/script.js';
import { describeProgram } from '../completion/describe.js';
import type { Terminal } from '../terminal/terminal.js';

/** Prints the script; with --json it is the `result`. */
export async function completion(program: Command, shell: Shell, terminal: Terminal): Promise<number> {
  const script = completionScript(shell, describeProgram(program));
  const report: ResultReport<{ readonly shell: Shell; readonly script: string }> = {
    schemaVersion: 1,
    ok: true,
    command: 'completion',
    runId: null,
    error: null,
    planHash: null,
    promises: { snapshot: false, rehearsed: false, preserved: false },
    databases: [],
    durationMs: 0,
    result: { shell, script },
  };
  if (terminal.json) terminal.document(report);
  else terminal.lines([script.trimEnd()]);
  return Promise.resolve(0);
}
