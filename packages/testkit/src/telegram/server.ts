import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiError } from './api-error.js';
import { answerError } from './faults.js';
import type { Faults } from './faults.js';
import { chatMethods } from './methods/chats.js';
import { commandMethods } from './methods/commands.js';
import { messageMethods } from './methods/messages.js';
import type { Backend, Method } from './methods/method.js';
import { updateMethods } from './methods/updates.js';
import { Parameters, readParameters } from './parameters.js';

/** One call of the bot's, and what came of it. Polls are not listed. */
export interface Call {
  /** `performance.now()` of the emulator's process when it was answered. */
  readonly at: number;
  readonly method: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The body that was sent back; null when a fault swallowed it. */
  readonly answer: object | null;
}

/** What the server needs to know and where it writes what happens. */
export interface ServerParts {
  readonly backend: Backend;
  readonly faults: Faults;
  readonly calls: Call[];
  /** Calls that wait for their answer, with their methods in lower case. */
  readonly waiting: Map<ServerResponse, string>;
  /** Null: every token is wrong, as after /revoke. */
  token: () => string | null;
  /** Added to every answer. */
  latencyMs: () => number;
}

const METHODS = new Map<string, { readonly name: string; readonly method: Method }>(
  Object.entries({ ...chatMethods, ...commandMethods, ...messageMethods, ...updateMethods }).map(([name, method]) => [
    name.toLowerCase(),
    { name, method },
  ]),
);

/** Serves `/bot<token>/<method>` on a free port of 127.0.0.1. */
export async function serve(parts: ServerParts): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer((request, response) => {
    void respond(parts, request, response);
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

/** Carries out a call by itself, as when a webhook's answer asks for it. @throws ApiError */
export async function perform(parts: ServerParts, method: string, raw: Readonly<Record<string, unknown>>): Promise<object> {
  return run(parts, method, new Parameters(raw), new AbortController().signal);
}

async function respond(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => {
    gone.abort();
    parts.waiting.delete(response);
  });
  try {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://telegram');
    const [, token, method = ''] = /^\/bot([^/]*)\/([^/]+)$/.exec(decodeURIComponent(pathname)) ?? [];
    const parameters = await readParameters(request, searchParams);
    const fault = parts.faults.meet(method.toLowerCase());
    if (fault !== null) {
      if (fault.afterwards === true) await run(parts, method, parameters, gone.signal, true);
      else note(parts, method, parameters, null);
      parts.faults.show(fault.kind, response);
      return;
    }
    checkToken(token, parts.token());
    parts.waiting.set(response, method.toLowerCase());
    const body = await run(parts, method, parameters, gone.signal);
    await later(parts.latencyMs());
    response.writeHead('error_code' in body ? Number(body.error_code) : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  } catch (error) {
    answerError(response, error instanceof ApiError ? error : new ApiError(500, `Internal Server Error: ${String(error)}`));
  }
}

function checkToken(given: string | undefined, right: string | null): void {
  if (given === undefined || !/^\d+:[\w-]+$/.test(given)) throw new ApiError(404, 'Not Found');
  if (given !== right) throw new ApiError(401, 'Unauthorized');
}

async function run(parts: ServerParts, named: string, parameters: Parameters, gone: AbortSignal, isLost = false): Promise<object> {
  const found = METHODS.get(named.toLowerCase());
  let body: object;
  try {
    if (found === undefined) throw new ApiError(404, 'Not Found: method not found');
    body = { ok: true, result: await found.method(parts.backend, parameters, gone) };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    body = error.body;
  }
  note(parts, found?.name ?? named, parameters, isLost ? null : body);
  return body;
}

function note({ calls }: ServerParts, method: string, { raw }: Parameters, answer: object | null): void {
  if (method.toLowerCase() === 'getupdates') return;
  calls.push({ at: performance.now(), method, parameters: raw, answer });
}

async function later(ms: number): Promise<void> {
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
}
