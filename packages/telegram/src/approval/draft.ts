import { randomInt } from 'node:crypto';
import type { Request } from '../state/request.js';
import type { Card } from './card.js';

/** What a request is made of. */
export interface Draft extends Omit<Request, 'id' | 'status' | 'nonces' | 'card' | 'details' | 'approvedBy' | 'progress'> {
  readonly shown: Card;
}

/** A new request, waiting for a press. `word` gives unguessable words. */
export function newRequest({ shown, ...draft }: Draft, word: () => string): Request {
  const nonces = { approve: word(), reject: word(), details: word() };
  return { id: `R-${shortId()}`, ...draft, ...shown, nonces, status: 'open', approvedBy: null, progress: null };
}

// Without letters and digits that look alike.
const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

function shortId(): string {
  return Array.from({ length: 6 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}
