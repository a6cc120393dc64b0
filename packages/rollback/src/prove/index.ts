export { tryRollback } from './trial.js';
export type { Keeper, Trial } from './trial.js';
