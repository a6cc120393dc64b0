import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { reportedError } from '../kernel/error-report.js';
import { MigrationError } from '../kernel/error.js';
import type { Version } from '../kernel/version.js';
import type { Observer, RunEvent } from '../ports/observer.js';
import type { RunSettings, Selection, UpSettings } from '../migrator/parts.js';
import type { Report } from '../report/report.js';
import { eventQueue } from './event-queue.js';
import type { EventQueue } from './event-queue.js';
import type { Call, Reply, Request } from './protocol.js';

/** Where the engine's wiring is, and what it is handed. */
export interface EngineOptions {
  /** The module that calls `serveEngine`. */
  readonly entry: string | URL;
  /** Handed to it; plain JSON. */
  readonly setup?: unknown;
  /** Told of every event, as it arrives. */
  readonly observers?: readonly Observer[] | undefined;
}

type RemoteRun = Omit<RunSettings, 'signal' | 'stopRequested'>;
type RemoteUp = Omit<UpSettings, 'signal' | 'stopRequested'>;

/** A migrator in a process of its own: the event loop here never waits for SQLite. Reports come as from `createMigrator`. */
export interface Engine {
  status(selection?: Selection): Promise<Report>;
  verify(selection?: Selection): Promise<Report>;
  plan(settings?: RemoteUp): Promise<Report>;
  up(settings?: RemoteUp): Promise<Report>;
  down(settings?: RemoteUp): Promise<Report>;
  goto(version: Version, settings?: RemoteRun): Promise<Report>;
  redo(settings?: RemoteRun): Promise<Report>;
  /** Every event from now on, until the engine is gone. */
  events(): AsyncIterable<RunEvent>;
  /**
   * Asks the run to stop after the statement that is running: the open migration is undone, the report says INTERRUPTED. The engine
   * takes no further run then.
   */
  stop(): void;
  /** Ends the process at once. SQLite undoes what was open when the database is opened next. Calls under way reject with ENGINE_DIED. */
  kill(): void;
  /** Ends the process when its calls are done. */
  close(): Promise<void>;
}

/** Starts an engine in a process of its own. @throws MigrationError ENGINE_DIED from every call once the process is gone */
export function startEngine({ entry, setup, observers = [] }: EngineOptions): Engine {
  const folder = mkdtempSync(join(tmpdir(), 'zepix-engine-'));
  const stopFile = join(folder, 'stop');
  const child = fork(entry instanceof URL || entry.startsWith('file:') ? fileURLToPath(entry) : entry, [], {
    serialization: 'advanced',
    execArgv: [],
  });
  const queues = new Set<EventQueue>();
  const calls = new Calls(child);
  child.on('message', (reply: Reply) => {
    if (reply.kind === 'event') for (const observer of [...observers, ...queues]) observer.emit(reply.event);
    else calls.settle(reply);
  });
  const gone = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      rmSync(folder, { recursive: true, force: true });
      calls.fail(died(code, signal));
      for (const queue of queues) queue.end();
      resolve();
    });
  });
  child.on('error', (cause) =>
    calls.fail(new MigrationError('ENGINE_DIED', `The engine's process could not be started: ${cause.message}.`, { cause })),
  );
  send(child, { kind: 'setup', value: setup, stopFile });
  return {
    status: (settings = {}) => calls.make({ method: 'status', settings }),
    verify: (settings = {}) => calls.make({ method: 'verify', settings }),
    plan: (settings = {}) => calls.make({ method: 'plan', settings }),
    up: (settings = {}) => calls.make({ method: 'up', settings }),
    down: (settings = {}) => calls.make({ method: 'down', settings }),
    redo: (settings = {}) => calls.make({ method: 'redo', settings }),
    goto: (version, settings = {}) => calls.make({ method: 'goto', version, settings }),
    events: () => {
      const queue = eventQueue();
      queues.add(queue);
      if (child.exitCode !== null || child.signalCode !== null) queue.end();
      return queue;
    },
    stop: () => {
      writeFileSync(stopFile, '');
      send(child, { kind: 'stop' });
    },
    kill: () => void child.kill('SIGKILL'),
    close: async () => {
      await calls.idle();
      if (child.connected) child.disconnect();
      await gone;
    },
  };
}

/** The calls that wait for an answer. */
class Calls {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<
    number,
    { resolve: (report: Report) => void; reject: (error: MigrationError) => void; done: Promise<unknown> }
  >();
  #next = 1;
  #dead: MigrationError | null = null;

  constructor(child: ChildProcess) {
    this.#child = child;
  }

  make(call: Call): Promise<Report> {
    if (this.#dead) return Promise.reject(this.#dead);
    const id = this.#next++;
    let settle: { resolve: (report: Report) => void; reject: (error: MigrationError) => void } | undefined;
    const promise = new Promise<Report>((resolve, reject) => (settle = { resolve, reject }));
    if (settle) this.#waiting.set(id, { ...settle, done: promise.catch(() => undefined) });
    send(this.#child, { kind: 'call', id, call });
    return promise;
  }

  settle(reply: Exclude<Reply, { kind: 'event' }>): void {
    if (reply.kind === 'ready') return;
    if (reply.kind === 'error' && reply.id === null) return this.fail(reportedError(reply.error));
    const call = this.#waiting.get(reply.id ?? 0);
    this.#waiting.delete(reply.id ?? 0);
    if (reply.kind === 'report') call?.resolve(reply.report);
    else call?.reject(reportedError(reply.error));
  }

  fail(error: MigrationError): void {
    this.#dead ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#dead);
    this.#waiting.clear();
  }

  async idle(): Promise<void> {
    await Promise.all([...this.#waiting.values()].map(({ done }) => done));
  }
}

function send(child: ChildProcess, request: Request): void {
  if (child.connected) child.send(request, () => undefined);
}

function died(code: number | null, signal: NodeJS.Signals | null): MigrationError {
  const how = signal === null ? `with exit code ${code ?? 'unknown'}` : `by ${signal}`;
  return new MigrationError('ENGINE_DIED', `The engine's process ended ${how} before it had reported.`, {
    hint: 'Look at "status": what was committed stands, and SQLite undoes what was open. Then run the command again.',
    dataState: 'Every migration is either applied or not; none is half done.',
  });
}
