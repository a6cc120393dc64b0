import type { ChildProcess } from 'node:child_process';
import { reportedError } from '../kernel/error-report.js';
import { MigrationError } from '../kernel/error.js';
import type { Report } from '../report/report.js';
import type { Call, Reply, Request } from './protocol.js';

interface Waiting {
  readonly resolve: (report: Report) => void;
  readonly reject: (error: MigrationError) => void;
  readonly done: Promise<unknown>;
}

/** The calls that wait for an answer. */
export class Calls {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #next = 1;
  #refused: MigrationError | null = null;

  constructor(child: ChildProcess) {
    this.#child = child;
  }

  make(call: Call): Promise<Report> {
    if (this.#refused) return Promise.reject(this.#refused);
    const id = this.#next++;
    let settle: Omit<Waiting, 'done'> | undefined;
    const promise = new Promise<Report>((resolve, reject) => (settle = { resolve, reject }));
    try {
      send(this.#child, { kind: 'call', id, call });
    } catch (cause) {
      return Promise.reject(notPlain(`The settings of "${call.method}"`, cause));
    }
    if (settle) this.#waiting.set(id, { ...settle, done: promise.catch(() => undefined) });
    return promise;
  }

  settle({ id, ...reply }: Extract<Reply, { id: number }>): void {
    const call = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (reply.kind === 'report') call?.resolve(reply.report);
    else call?.reject(reportedError(reply.error));
  }

  /** Refuses every call from now on; the first reason stands. */
  refuse(error: MigrationError): void {
    this.#refused ??= error;
  }

  /** As `refuse`, and rejects those that wait. */
  fail(error: MigrationError): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    this.refuse(error);
  }

  async idle(): Promise<void> {
    await Promise.all([...this.#waiting.values()].map(({ done }) => done));
  }
}

/** A process that is gone can't be told; what waits for it is rejected when its end is seen. @throws what can't be copied */
export function send(child: ChildProcess, request: Request): void {
  if (child.connected) child.send(request, () => undefined);
}

/** Functions, signals and the like do not reach another process. */
export function notPlain(what: string, cause: unknown): MigrationError {
  return new MigrationError('USAGE', `${what} must be plain data, since they are sent to another process.`, {
    hint: 'Leave out functions and signals: stop() asks a run to stop, events() tells of it.',
    dataState: 'Nothing was changed.',
    cause,
  });
}
