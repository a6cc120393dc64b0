export { draftBetween } from './draft.js';
