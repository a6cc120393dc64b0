import type { AuditEntry, BotState, Request } from '../../src/index.js';

/** A state that lives as long as its test: what a bot that is started anew on it finds is what the one before left. */
export class MemoryState implements BotState {
  readonly requests = new Map<string, Request>();
  readonly entries: AuditEntry[] = [];
  readonly #texts = new Map<string, { readonly text: string; readonly until: string | null }>();

  async add(request: Request, entry: AuditEntry): Promise<void> {
    const nonces = new Set([...this.requests.values()].flatMap((one) => Object.values(one.nonces)));
    const known = this.requests.has(request.id) || Object.values(request.nonces).some((nonce) => nonces.has(nonce));
    if (known) throw new Error(`${request.id} or one of its nonces is known`);
    this.requests.set(request.id, request);
    this.entries.push(entry);
  }

  async find(nonce: string): Promise<Request | null> {
    return [...this.requests.values()].find(({ nonces }) => Object.values(nonces).includes(nonce)) ?? null;
  }

  async list(statuses: readonly Request['status'][]): Promise<readonly Request[]> {
    return [...this.requests.values()].filter(({ status }) => statuses.includes(status));
  }

  async advance(...[id, from, change, entry]: Parameters<BotState['advance']>): Promise<Request | null> {
    const request = this.requests.get(id);
    if (request === undefined || !from.includes(request.status)) return null;
    const next = { ...request, ...change };
    this.requests.set(id, next);
    this.entries.push(entry);
    return next;
  }

  async record(entry: AuditEntry): Promise<void> {
    this.entries.push(entry);
  }

  async audit(most: number): Promise<readonly AuditEntry[]> {
    return this.entries.toReversed().slice(0, most);
  }

  async remember(key: string, text: string, until: string | null): Promise<void> {
    this.#texts.set(key, { text, until });
  }

  async recall(key: string): Promise<string | null> {
    const found = this.#texts.get(key);
    return found === undefined || (found.until !== null && found.until < new Date().toISOString()) ? null : found.text;
  }

  async forget(key: string): Promise<void> {
    this.#texts.delete(key);
  }
}
