export { sqliteSafety } from './safety.js';
export { rollbacks } from './studio/index.js';
