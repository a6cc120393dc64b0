import type { Message } from '../message/value.js';
import type { RequestStatus } from '../state/request.js';

/** How a run ended, for people and for the request. */
export interface Ending {
  readonly message: Message;
  readonly status: Extract<RequestStatus, 'done' | 'failed' | 'stale'>;
  readonly detail: string;
}
