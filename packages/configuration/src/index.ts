export { composeParts } from './compose.js';
export { readConfiguration } from './read.js';
export type { Configuration } from './read.js';
export type { Environment } from './environment.js';
export type { Setup } from './setup.js';
