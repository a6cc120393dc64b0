import type { Observer, Report } from '@zepix/migrations-core';
import type { GlobalOptions } from '../options.js';
import { progressObserver } from './progress.js';
import type { Manner } from './status.js';
import { createStyle, wantsColour } from './style.js';

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
  const events: Observer[] = stream ? [{ emit: (event) => print(JSON.stringify(event, plainErrors)) }] : [];
  return {
    json,
    canAsk: !json && stdin.isTTY === true && stdout.isTTY === true,
    manner: { style, cwd, verbose: options.verbose === true, quiet: options.quiet === true, invoked: invokedAs(env) },
    observers: [...progress, ...events],
    lines: (lines) => lines.forEach(print),
    document: (report) => print(stream ? JSON.stringify({ event: 'report', report }) : JSON.stringify(report, null, 2)),
    settle: line.clear,
  };
}

/** An Error has no enumerable fields: without this an event's error would print as {}. */
function plainErrors(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const { message } = value;
  return { ...value, message };
}

function transientLine(stderr: Stream): { show: (text: string) => void; clear: () => void } {
  let shown = false;
  const clear = (): void => {
    if (shown) stderr.write('\r\u001b[2K');
    shown = false;
  };
  const show = (text: string): void => {
    clear();
    stderr.write(text.slice(0, Math.max(20, (stderr.columns ?? 80) + 20)));
    shown = true;
  };
  return { show, clear };
}

/** How the user called us, for the commands we suggest. */
function invokedAs(env: Readonly<Record<string, string | undefined>>): string {
  return env['npm_lifecycle_event'] === 'migrate' ? 'pnpm migrate' : 'zepix-migrate';
}
