export { sqliteSafety } from './safety.js';
