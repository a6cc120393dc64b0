import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { inject, onTestFinished } from 'vitest';
import type { Report, RunEvent } from '@zepix/migrations-core';
import type { Job } from './programs/runner.js';
import type { Writing, Written } from './programs/application.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the bundled programs. */
    programs: string;
  }
}

/** How a process ended, and what it told. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Null when it died before. */
  readonly report: Report | null;
  /** How often it called SQLite; null when it died before. */
  readonly calls: number | null;
  readonly events: readonly RunEvent[];
  readonly stderr: string;
}

/** A process that runs. It is killed when its test ends before. */
export interface Running {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** Resolves at the first event of that name; rejects when the process ends without one. */
  readonly saw: (event: RunEvent['event']) => Promise<void>;
  /** Resolves when it waits for `go`. */
  readonly ready: Promise<void>;
  readonly go: () => void;
  readonly kill: () => void;
}

interface Told {
  readonly ready?: true;
  readonly event?: RunEvent;
  readonly report?: Report;
  readonly calls?: number;
  readonly written?: Written;
}

/** Starts an engine. `shell` is put before it in a shell: `ulimit -f 100`. */
export function startRunner(job: Job, shell?: string): Running {
  const child = start('runner', job, shell);
  const events: RunEvent[] = [];
  let [report, calls, stderr] = [null as Report | null, null as number | null, ''];
  const { waitFor, notify, fail } = signals();
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  const ended = lines(child, (told) => {
    if (told.event) events.push(told.event);
    if (told.report) [report, calls] = [told.report, told.calls ?? null];
    notify(told.event?.event ?? (told.ready ? 'ready' : 'report'));
  }).then(({ code, signal }) => {
    fail(new Error(`The process ended (${code ?? signal}) before. ${stderr}`));
    return { code, signal, report, calls, events, stderr };
  });
  return {
    pid: child.pid ?? 0,
    ended,
    saw: waitFor,
    ready: job.waits === true ? waitFor('ready') : Promise.resolve(),
    go: () => child.stdin.write('\n'),
    kill: () => child.kill('SIGKILL'),
  };
}

/** Runs an engine to its end. */
export function runEngine(job: Job, shell?: string): Promise<Ended> {
  return startRunner(job, shell).ended;
}

/** Starts an application that writes; resolves when it is about to write its first row. */
export async function startApplication(writing: Writing): Promise<{ readonly stop: () => Promise<Written> }> {
  const child = start('application', writing);
  const { waitFor, notify } = signals();
  let [written, stderr] = [null as Written | null, ''];
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  const ended = lines(child, (told) => {
    if (told.written) written = told.written;
    if (told.ready) notify('ready');
  });
  await waitFor('ready');
  return {
    stop: async () => {
      child.stdin.write('\n');
      await ended;
      if (written === null) throw new Error(`The application ended without a word: ${stderr}`);
      return written;
    },
  };
}

function start(program: string, job: unknown, shell?: string): ChildProcessWithoutNullStreams {
  const args = [join(inject('programs'), `${program}.mjs`), JSON.stringify(job)];
  const child =
    shell === undefined ? spawn(process.execPath, args) : spawn('sh', ['-c', `${shell}; exec "$0" "$@"`, process.execPath, ...args]);
  // A process that is killed can't read what is written to it any more.
  child.stdin.on('error', () => {});
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

function lines(
  child: ChildProcessWithoutNullStreams,
  onLine: (told: Told) => void,
): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  createInterface({ input: child.stdout }).on('line', (line) => onLine(JSON.parse(line) as Told));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
}

/** Who waits for what; what has happened already is waited for no longer. */
function signals() {
  const happened = new Set<string>();
  const waiting: { name: string; resolve: () => void; reject: (error: Error) => void }[] = [];
  const waitFor = (name: string): Promise<void> => {
    if (happened.has(name)) return Promise.resolve();
    const promise = new Promise<void>((resolve, reject) => waiting.push({ name, resolve, reject }));
    promise.catch(() => {}); // Rejected when the process ends; whoever awaits it is told.
    return promise;
  };
  const notify = (name: string): void => {
    happened.add(name);
    for (const one of waiting) if (one.name === name) one.resolve();
  };
  const fail = (error: Error): void => waiting.forEach(({ reject }) => reject(error));
  return { waitFor, notify, fail };
}
