export { draftRollbacks } from './draft.js';
export type { Origin } from './draft.js';
