export { fromSchema, toSchema } from './canonical.js';
export { compareModels, differencesOf } from './compare.js';
export type { ModelDifference } from './compare.js';
export { introspect } from './introspect.js';
export type {
  CheckModel,
  ColumnModel,
  ForeignKeyModel,
  IndexColumn,
  IndexModel,
  KeyColumn,
  KeyModel,
  SchemaModel,
  TableModel,
  TriggerModel,
  ViewModel,
} from './model.js';
export { createIndex, createTable, createTableLines } from './sql.js';
export { readStoredObjects, readTableFacts } from './stored.js';
export type { StoredObject, TableFacts } from './stored.js';
