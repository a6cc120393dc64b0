import type { RunEvent } from '../ports/observer.js';
import type { Reply } from './protocol.js';

/** What came faster than this behind the last message may wait for the next one. In ms. */
const QUICK_MS = 5;

/**
 * What an engine tells its starter, in order. Each message costs both processes as much as a small statement, so while one small migration
 * follows the other, each is one message. Where something took its time, or is about to, everything is told at once.
 */
export class Outbox {
  readonly #post: (reply: Reply) => void;
  #events: RunEvent[] = [];
  #timer: NodeJS.Immediate | null = null;
  #flushed = 0;

  constructor(post: (reply: Reply) => void) {
    this.#post = post;
  }

  emit(event: RunEvent): void {
    this.#events.push(event);
    if (!isFollowed(event) || performance.now() - this.#flushed > QUICK_MS) this.#flush();
    else this.#timer ??= setImmediate(() => this.#flush());
  }

  send(reply: Reply): void {
    this.#flush();
    this.#post(reply);
  }

  #flush(): void {
    if (this.#timer !== null) clearImmediate(this.#timer);
    this.#timer = null;
    this.#flushed = performance.now();
    if (this.#events.length === 0) return;
    const events = this.#events;
    this.#events = [];
    this.#post({ kind: 'events', events });
  }
}

/** Behind these stand the ledger's row, the commit and the next migration, or, where it is waited for, the event loop. */
function isFollowed(event: RunEvent): boolean {
  if (event.event === 'statement-finished') return event.done === event.of;
  return event.event === 'recorded' || event.event === 'migration-finished';
}
