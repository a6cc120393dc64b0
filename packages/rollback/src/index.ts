export { sqliteSafety } from './safety.js';
export type { SafetySettings } from './safety.js';
export { rollbacks } from './studio/index.js';
