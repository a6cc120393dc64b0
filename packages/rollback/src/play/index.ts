export { countsRows, hintsOf } from './hints.js';
export { makeLedger } from './ledger.js';
export { play } from './play.js';
export { playFilled } from './filled.js';
export type { FilledOptions, FilledPlay } from './filled.js';
export { playTraced } from './lineage.js';
export type { Lineage, TableHeir } from './lineage.js';
