export type { StoredObject, TableFacts } from '../model/index.js';
export { openScratch, workbenchOf } from './scratch.js';
export type { Scratch } from './scratch.js';
export type { RawRow, Workbench } from './workbench.js';
