import { exitCode } from '@zepix/migrations-core';
import type { Migrator } from '@zepix/migrations-core';
import type { Look } from '../program.js';
import { statusLines } from '../terminal/status.js';
import type { Terminal } from '../terminal/terminal.js';

/** `status` and `verify`: reads, prints, and judges. */
export function look({ command, options }: Look, migrator: Migrator, terminal: Terminal): number {
  const report = migrator[command]({ filter: options.filter });
  const code = exitCode(report, { check: options.check });
  if (terminal.json) terminal.document({ ...report, ok: code === 0 });
  else terminal.lines(statusLines(report, terminal.manner));
  return code;
}
