export { fromSchema, toSchema } from './canonical.js';
export { compareModels } from './compare.js';
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
export { createIndex, createTable } from './sql.js';
