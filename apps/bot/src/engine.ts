import { composeParts } from '@zepix/migrations-configuration';
import type { Setup } from '@zepix/migrations-configuration';
import { serveEngine } from '@zepix/migrations-core';

/** Runs migrations for the bot, in a process of its own, so that the bot answers while SQLite is at work. */
export function engine(): void {
  serveEngine((setup) => composeParts(setup as Setup, process.env));
}
