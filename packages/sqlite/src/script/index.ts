export { closed } from './closed.js';
export { compileScript } from './compile.js';
export { RAISE_FUNCTION } from './guards.js';
export { parseScript } from './parse.js';
export type { RawStatement, SqliteScript } from './parse.js';
export { nextToken } from './tokens.js';
