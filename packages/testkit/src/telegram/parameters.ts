import type { IncomingMessage } from 'node:http';
import { ApiError, badRequest } from './api-error.js';

/** The parameters of a call, as text, number or object: a client may send JSON, a form or a query, and structures as JSON texts. */
export class Parameters {
  readonly raw: Readonly<Record<string, unknown>>;

  constructor(raw: Readonly<Record<string, unknown>>) {
    this.raw = raw;
  }

  text(name: string): string {
    const value = this.raw[name];
    return typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);
  }

  integer(name: string, otherwise: number, least = -Infinity, most = Infinity): number {
    const value = Number(this.raw[name] ?? otherwise);
    return Math.min(most, Math.max(least, Number.isInteger(value) ? value : otherwise));
  }

  flag(name: string): boolean {
    return ['true', '1', 'yes'].includes(this.text(name).toLowerCase());
  }

  /** A structure; undefined when it is absent. @throws ApiError 400 when it is no JSON */
  json(name: string, complaint: string): unknown {
    const value = this.raw[name];
    if (typeof value !== 'string') return value ?? undefined;
    if (value === '') return undefined;
    try {
      return JSON.parse(value) as unknown;
    } catch {
      throw badRequest(complaint);
    }
  }
}

/** Reads what came with a request. @throws ApiError 400 */
export async function readParameters(request: IncomingMessage, query: URLSearchParams): Promise<Parameters> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString('utf8');
  return new Parameters({ ...Object.fromEntries(query), ...readBody(request.headers['content-type'] ?? '', body) });
}

function readBody(type: string, body: string): Record<string, unknown> {
  if (body === '') return {};
  if (type.startsWith('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(body));
  if (!type.startsWith('application/json')) throw new ApiError(400, 'Bad Request: unsupported content type');
  try {
    return JSON.parse(body) as Record<string, unknown>;
  } catch {
    throw badRequest("can't parse JSON object");
  }
}
