export { fillCentral } from './central.js';
export { fillCombined } from './combined.js';
export { fillLegacy } from './legacy.js';
export { fillPriceAction } from './price-action.js';
export type { FillOptions, Filled } from './values.js';
