import type { Observer, RunEvent } from '../ports/observer.js';

/** An observer that hands its events on as an async iterable. Events wait until they are read; each is read once. */
export interface EventQueue extends Observer, AsyncIterable<RunEvent> {
  /** No more events: readers end behind the last one. */
  end(): void;
}

/** `onLeave` is called when a reader leaves before the end (`break`). */
export function eventQueue(onLeave?: () => void): EventQueue {
  const events: RunEvent[] = [];
  let wake: (() => void)[] = [];
  let ended = false;
  const rouse = (): void => {
    const sleepers = wake;
    wake = [];
    for (const sleeper of sleepers) sleeper();
  };
  return {
    emit: (event) => {
      events.push(event);
      rouse();
    },
    end: () => {
      ended = true;
      rouse();
    },
    async *[Symbol.asyncIterator]() {
      try {
        for (;;) {
          const event = events.shift();
          if (event !== undefined) yield event;
          else if (ended) return;
          else await new Promise<void>((resolve) => wake.push(resolve));
        }
      } finally {
        onLeave?.();
      }
    },
  };
}
