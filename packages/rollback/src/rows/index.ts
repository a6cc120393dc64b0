export { valuesUnderChecks } from './checks.js';
export { chanceOf } from './chance.js';
export type { Chance } from './chance.js';
export { fillRows } from './fill.js';
export type { Filled, FillOptions } from './options.js';
export { makeValue } from './values.js';
