import type { ResultReport } from '@zepix/migrations-core';
import type { Manner } from '../terminal/status.js';
import type { Terminal } from '../terminal/terminal.js';

/** How a result is told to people. Under --quiet only what they must see is handed over. */
export type ToLines<R> = (report: ResultReport<R> & { readonly result: R }, manner: Manner) => readonly string[];

/** Prints a report whose exit code its result decides; gives the code. Where there is an error, the error decides. */
export function deliver<R>(terminal: Terminal, report: ResultReport<R>, toLines: ToLines<R>, badExit: number): number {
  const { result } = report;
  if (report.error !== null || result === null) return terminal.result(report, toLines);
  if (terminal.json) terminal.document(report);
  else terminal.lines(toLines({ ...report, result }, terminal.manner));
  return report.ok ? 0 : badExit;
}
