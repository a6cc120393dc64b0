import type { ServerResponse } from 'node:http';
import { tooManyRequests } from './api-error.js';
import type { ApiError } from './api-error.js';

/** What goes wrong: the connection is cut, nothing is ever answered, or an answer comes that is none of Telegram's. */
export type FaultKind = 'reset' | 'hang' | { readonly status: number } | { readonly retryAfter: number };

/** A fault and when it shows. Without `calls` and `forMs` it stays until it is ended. */
export interface Fault {
  readonly kind: FaultKind;
  /** Only for these methods; default all, getUpdates included. */
  readonly methods?: readonly string[];
  /** The next so many calls. */
  readonly calls?: number;
  readonly forMs?: number;
  /** The call is carried out before its answer is lost. Default: nothing is carried out. */
  readonly afterwards?: boolean;
}

/** A fault that was injected. */
export interface InjectedFault {
  /** How many calls it met so far. */
  readonly hits: number;
  end(): void;
}

/** The faults in force. */
export class Faults {
  #active: ActiveFault[] = [];
  readonly #hanging = new Set<ServerResponse>();

  /** A connection that is cut is cut for those that wait for an answer, too: `waiting` holds them with their methods. */
  add(fault: Fault, waiting: ReadonlyMap<ServerResponse, string>): InjectedFault {
    const active = new ActiveFault(fault, (ended) => (this.#active = this.#active.filter((one) => one !== ended)));
    this.#active.push(active);
    if (fault.kind === 'reset') for (const [response, method] of waiting) if (active.fits(method)) response.socket?.resetAndDestroy();
    return active;
  }

  /** The fault that this call meets, if any; it is counted. */
  meet(method: string): Fault | null {
    const met = this.#active.find((fault) => fault.fits(method));
    met?.hit();
    return met?.fault ?? null;
  }

  /** Answers as the fault has it. */
  show(kind: FaultKind, response: ServerResponse): void {
    if (kind === 'reset') response.socket?.resetAndDestroy();
    else if (kind === 'hang') this.#hanging.add(response);
    else if ('status' in kind) response.writeHead(kind.status, { 'content-type': 'text/html' }).end('<html>Bad Gateway</html>');
    else answerError(response, tooManyRequests(kind.retryAfter));
  }

  /** Cuts every connection that hangs. */
  release(): void {
    for (const response of this.#hanging) response.destroy();
    this.#hanging.clear();
  }
}

export function answerError(response: ServerResponse, error: ApiError): void {
  response.writeHead(error.code, { 'content-type': 'application/json' }).end(JSON.stringify(error.body));
}

class ActiveFault implements InjectedFault {
  readonly fault: Fault;
  readonly #deadline: number;
  readonly #onEnd: (self: ActiveFault) => void;
  hits = 0;

  constructor(fault: Fault, onEnd: (self: ActiveFault) => void) {
    this.fault = fault;
    this.#deadline = performance.now() + (fault.forMs ?? Infinity);
    this.#onEnd = onEnd;
  }

  fits(method: string): boolean {
    if (performance.now() > this.#deadline) this.end();
    else return this.fault.methods?.some((one) => one.toLowerCase() === method) ?? true;
    return false;
  }

  hit(): void {
    this.hits += 1;
    if (this.hits >= (this.fault.calls ?? Infinity)) this.end();
  }

  end(): void {
    this.#onEnd(this);
  }
}
