import { serveEngine } from '@zepix/migrations-core';
import { composeParts } from './compose.js';
import type { Setup } from './compose.js';

// The process that runs migrations for the command line, so that Ctrl-C is heard while SQLite is at work.
serveEngine((setup) => composeParts(setup as Setup));
