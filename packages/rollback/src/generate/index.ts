export { draftRollbacks, draftsOf } from './draft.js';
export { scriptText } from './text.js';
export type { Origin } from './draft.js';
