export { drizzleDeclarations } from './declarations.js';
