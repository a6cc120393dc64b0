export { SchemaReversal } from './reversal.js';
