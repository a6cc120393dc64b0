export { rollbacks } from './studio.js';
