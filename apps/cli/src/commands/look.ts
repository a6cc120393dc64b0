import { createMigrator, exitCode } from '@zepix/migrations-core';
import { composeParts } from '../compose.js';
import type { Setup } from '../compose.js';
import type { Look } from '../options.js';
import { statusLines } from '../terminal/status.js';
import type { Terminal } from '../terminal/terminal.js';

/** `status` and `verify`: reads, prints, and judges. */
export async function look({ command, options }: Look, setup: Setup, terminal: Terminal): Promise<number> {
  const migrator = createMigrator(await composeParts(setup));
  const report = migrator[command]({ filter: options.filter });
  const code = exitCode(report, { check: options.check });
  if (terminal.json) terminal.document({ ...report, ok: code === 0 });
  else terminal.lines(statusLines(report, terminal.manner));
  return code;
}
