export { renameCandidates } from './candidates.js';
export { changeSql } from './change-sql.js';
export type { Change, DiffOptions, Rename } from './change.js';
export { diff, renamedSchema } from './diff.js';
export { changeScript } from './script-text.js';
export type { ChangeStatement, ColumnExpressions, SqlOptions } from './statement.js';
export { readStored } from './stored.js';
export { Trial, readStoredOf } from './trial.js';
export type { SchemaReader, StoredSchema } from './stored.js';
