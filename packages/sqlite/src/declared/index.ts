export { draftBetween } from './draft.js';
export { isCutByDrizzle } from './in-terms.js';
