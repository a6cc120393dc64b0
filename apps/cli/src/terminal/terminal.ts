import { stripVTControlCharacters } from 'node:util';
import { exitCode } from '@zepix/migrations-core';
import type { Observer, Report, ResultReport } from '@zepix/migrations-core';
import type { GlobalOptions } from '../options.js';
import { failureLines } from './errors.js';
import { invokedAs } from './invoked.js';
import { progressObserver } from './progress.js';
import type { Manner } from './status.js';
import { createStyle, wantsColour } from './style.js';
import { duration } from './wording.js';

/** A stream as far as printing needs it. */
interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** What the process offers. */
export interface Streams {
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly stdin: { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/** All that is printed goes through here: results to stdout, the transient line of progress to stderr. */
export interface Terminal {
  readonly json: boolean;
  /** Whether somebody is there to answer a question. */
  readonly canAsk: boolean;
  readonly manner: Manner;
  readonly observers: readonly Observer[];
  lines(lines: readonly string[]): void;
  /** The one document of `--json`; the last line of `--json=stream`. */
  document(report: Report): void;
  /** Prints a report with a result, as JSON or as lines; gives its exit code. */
  result<R>(
    report: ResultReport<R>,
    toLines: (report: ResultReport<R> & { readonly result: R }, manner: Manner) => readonly string[],
  ): number;
  /** Clears the transient line. */
  settle(): void;
}

export function createTerminal(options: GlobalOptions, streams: Streams): Terminal {
  const { stdout, stderr, stdin, env, cwd } = streams;
  const stream = options.json === 'stream';
  const json = options.json !== undefined;
  const style = createStyle(!json && wantsColour(options.color, env, stdout.isTTY === true));
  const line = transientLine(stderr);
  const print = (text: string): void => {
    line.clear();
    stdout.write(`${text}\n`);
  };
  const output = { line: print, transient: stderr.isTTY === true ? line.show : null };
  const progress = json || options.quiet === true ? [] : [progressObserver(output, style, options.verbose === true)];
  const events: Observer[] = stream ? [{ emit: (event) => print(JSON.stringify(event)) }] : [];
  const manner: Manner = { style, cwd, verbose: options.verbose === true, quiet: options.quiet === true, invoked: invokedAs(env, options) };
  const document = (report: Report): void => print(stream ? JSON.stringify({ event: 'report', report }) : JSON.stringify(report, null, 2));
  return {
    json,
    canAsk: !json && stdin.isTTY === true && stdout.isTTY === true,
    manner,
    observers: [...progress, ...events],
    lines: (lines) => lines.forEach(print),
    document,
    result: (report, toLines) => {
      line.clear();
      if (json) document(report);
      else if (report.result !== null && !(manner.quiet && report.error === null))
        for (const text of toLines({ ...report, result: report.result }, manner)) print(text);
      else if (report.error !== null) stderr.write(`${failureLines(report.error, manner).join('\n')}\n`);
      const sick = json ? [] : report.databases.flatMap(({ error }) => error ?? []);
      for (const error of sick) stderr.write(`${failureLines(error, manner).join('\n')}\n`);
      return exitCode(report);
    },
    settle: line.clear,
  };
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;
/** From then on the time is shown, in ms. */
const LONG_MS = 2000;

/** A line that lives: a spinner, the text, and how long it has been so. It is gone before anything else is printed. */
function transientLine(stderr: Stream): { show: (text: string) => void; clear: () => void } {
  let timer: NodeJS.Timeout | undefined;
  let text = '';
  let since = 0;
  const draw = (): void => {
    const elapsed = performance.now() - since;
    const frame = FRAMES[Math.floor(elapsed / FRAME_MS) % FRAMES.length] ?? '';
    const line = `${frame} ${text}${elapsed > LONG_MS ? ` ${duration(elapsed)}` : ''}`;
    stderr.write(`\r\u001b[2K${truncate(line, (stderr.columns || 80) - 1)}`);
  };
  const clear = (): void => {
    if (timer === undefined) return;
    clearInterval(timer);
    timer = undefined;
    stderr.write('\r\u001b[2K');
  };
  const show = (next: string): void => {
    text = next.trim();
    since = performance.now();
    timer ??= setInterval(draw, FRAME_MS).unref();
    draw();
  };
  return { show, clear };
}

/** Cut to the terminal's width: a line that wraps can't be taken back. Colours end where the text ends. */
function truncate(line: string, width: number): string {
  const plain = stripVTControlCharacters(line);
  return plain.length <= width ? line : `${plain.slice(0, width - 1)}…`;
}
