import { serveEngine } from '@zepix/migrations-core';
import { composeParts } from './compose.js';
import type { Setup } from './compose.js';

/** Runs migrations for the command line, in a process of its own, so that Ctrl-C is heard while SQLite is at work. */
export function engine(): void {
  serveEngine((setup) => composeParts(setup as Setup));
}
