import type { Request, RequestChange, RequestStatus } from './request.js';

/** What the bot's own audit log can tell of. It never goes into a database that is migrated. */
export type AuditEvent =
  | 'asked'
  | 'refused'
  | 'rejected'
  | 'approved'
  | 'expired'
  | 'started'
  | 'finished'
  | 'run-found-ended'
  | 'stranger'
  | 'alerted';

/** A line of the audit log. Plain JSON. */
export interface AuditEntry {
  /** UTC, ISO 8601 with Z. */
  readonly at: string;
  readonly event: AuditEvent;
  readonly user: number | null;
  readonly chat: number | null;
  readonly request: string | null;
  /** A sentence, or what else belongs to the event. Never a secret. */
  readonly detail: string;
}

/**
 * What the bot must not forget when it dies: requests, the audit log, and what it said already. Every call is one transaction and is
 * on disk when its promise resolves; two calls at once never both win. What can't be read or written rejects.
 */
export interface BotState {
  /** Adds a request together with its line of the audit log. Rejects where its id or one of its nonces is known. */
  add(request: Request, entry: AuditEntry): Promise<void>;
  /** The request with a button of that nonce; null where there is none. */
  find(nonce: string): Promise<Request | null>;
  /** All requests in one of these states, oldest first. */
  list(statuses: readonly RequestStatus[]): Promise<readonly Request[]>;
  /**
   * Changes a request, and writes the line of the audit log, where it is in one of the states `from`: then gives it as it is now. Where
   * it is in none of them (or unknown), nothing is written, and it gives null: of two presses at once one gets null.
   */
  advance(id: string, from: readonly RequestStatus[], change: RequestChange, entry: AuditEntry): Promise<Request | null>;
  /** Adds a line to the audit log. */
  record(entry: AuditEntry): Promise<void>;
  /** The newest lines of the audit log, newest first. */
  audit(most: number): Promise<readonly AuditEntry[]>;
  /** Remembers a text under a key until then (UTC, ISO 8601 with Z; null: for good), in place of what was there. */
  remember(key: string, text: string, until: string | null): Promise<void>;
  /** What is remembered under a key; null where there is nothing, or its time is over. */
  recall(key: string): Promise<string | null>;
  forget(key: string): Promise<void>;
}
