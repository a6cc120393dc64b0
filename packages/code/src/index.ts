export { codeLoader } from './loader.js';
