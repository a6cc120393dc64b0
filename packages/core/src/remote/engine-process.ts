import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { reportedError } from '../kernel/error-report.js';
import { MigrationError } from '../kernel/error.js';
import type { Observer, RunEvent } from '../ports/observer.js';
import { Calls, notPlain, send } from './calls.js';
import { eventQueue } from './event-queue.js';
import type { EventQueue } from './event-queue.js';
import type { Reply } from './protocol.js';

const STANDS = 'Every migration is either applied or not; none is half done.';

/** The process of an engine, seen from the one that started it, and the folder with the file that asks it to stop. */
export class EngineProcess {
  readonly calls: Calls;
  readonly #child: ChildProcess;
  readonly #module: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'zepix-engine-'));
  readonly #stopFile = join(this.#folder, 'stop');
  readonly #observers: readonly Observer[];
  readonly #readers = new Set<EventQueue>();
  readonly #gone: Promise<void>;
  #state: 'starting' | 'ready' | 'gone' = 'starting';

  /** @throws MigrationError USAGE, ENGINE_DIED */
  constructor(entry: string | URL, setup: unknown, observers: readonly Observer[]) {
    this.#module = entry instanceof URL || entry.startsWith('file:') ? fileURLToPath(entry) : entry;
    this.#observers = observers;
    this.#child = fork(this.#module, [], { serialization: 'advanced', execArgv: [] });
    this.calls = new Calls(this.#child);
    this.#child.on('message', (reply: Reply) => this.#hear(reply));
    this.#gone = new Promise((resolve) => {
      // Both: at 'exit' what the process said last may not have been read; and 'close' never comes behind a disconnect() of ours.
      const silent = new Promise<void>((heard) => this.#child.once('disconnect', heard));
      this.#child.once('exit', (code, signal) => void silent.then(() => resolve(this.#end(this.#died(code, signal)))));
      this.#child.on('error', (cause) => {
        if (this.#child.pid === undefined) resolve(this.#end(neverBegan(cause)));
      });
    });
    try {
      send(this.#child, { kind: 'setup', value: setup, stopFile: this.#stopFile });
    } catch (cause) {
      this.kill();
      throw notPlain('The contents of "setup"', cause);
    }
  }

  /** A reader of every event from now on. */
  events(): AsyncIterable<RunEvent> {
    const reader = eventQueue(() => this.#readers.delete(reader));
    if (this.#state === 'gone') reader.end();
    else this.#readers.add(reader);
    return reader;
  }

  stop(): void {
    if (!this.#child.connected || this.#child.killed) return;
    writeFileSync(this.#stopFile, '');
    send(this.#child, { kind: 'stop' });
  }

  kill(): void {
    this.#child.kill('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true }); // At once: whoever kills may not live to see the end.
  }

  async close(): Promise<void> {
    this.calls.refuse(new MigrationError('ENGINE_DIED', 'The engine was closed.', { hint: 'Start another one.' }));
    await this.calls.idle();
    this.#disconnect();
    await this.#gone;
  }

  #hear(reply: Reply): void {
    if (reply.kind === 'ready') this.#state = 'ready';
    else if (reply.kind === 'events') for (const event of reply.events) this.#tell(event);
    else if (reply.kind === 'unready') {
      this.calls.fail(reportedError(reply.error));
      this.#disconnect();
    } else this.calls.settle(reply);
  }

  #tell(event: RunEvent): void {
    for (const observer of [...this.#observers, ...this.#readers]) observer.emit(event);
  }

  #disconnect(): void {
    if (this.#child.connected) this.#child.disconnect();
  }

  #end(error: MigrationError): void {
    rmSync(this.#folder, { recursive: true, force: true });
    this.#state = 'gone';
    this.#disconnect(); // The channel of a process that never began stands open, and would keep this one alive.
    this.calls.fail(error);
    for (const reader of this.#readers) reader.end();
  }

  #died(code: number | null, signal: NodeJS.Signals | null): MigrationError {
    const how = signal === null ? `with exit code ${code ?? 'unknown'}` : `by ${signal}`;
    if (this.#state === 'starting') {
      return new MigrationError('ENGINE_DIED', `The engine's process ended ${how} before it was ready: ${this.#module}.`, {
        hint: 'That module must exist and call serveEngine. What it printed to stderr tells more.',
        dataState: 'Nothing was changed.',
      });
    }
    return new MigrationError('ENGINE_DIED', `The engine's process ended ${how} before it had reported.`, {
      hint: 'Look at "status": what was committed stands, and SQLite undoes what was open. Then run the command again.',
      dataState: STANDS,
    });
  }
}

function neverBegan(cause: Error): MigrationError {
  return new MigrationError('ENGINE_DIED', `The engine's process could not be started: ${cause.message}.`, {
    hint: 'Check that this user may start processes, and that there is memory for one.',
    dataState: 'Nothing was changed.',
    cause,
  });
}
