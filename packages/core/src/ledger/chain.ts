import { hash } from 'node:crypto';
import type { HistoryEntry, HistoryEvent } from '../ports/ledger.js';

/** What stands before the first event of a history. */
export const CHAIN_START = '0'.repeat(64);

/** The hash of an event in the chain: SHA-256 over the hash before it and the event's fields, in this order. */
export function chainHash(previousHash: string, event: HistoryEvent): string {
  const { event: name, version, runId, at, cookie, schema, details } = event;
  return hash('sha256', JSON.stringify([previousHash, name, version, runId, at, cookie, schema, details]));
}

/** The first entry that does not follow from the one before it, and why; null when the chain holds. */
export function findBreak(entries: readonly HistoryEntry[]): { readonly entry: HistoryEntry; readonly reason: string } | null {
  let previous = CHAIN_START;
  for (const entry of entries) {
    if (entry.previousHash !== previous) return { entry, reason: 'the row before it was removed or changed' };
    if (entry.hash !== chainHash(previous, entry)) return { entry, reason: 'its fields were changed' };
    previous = entry.hash;
  }
  return null;
}
