export { sqliteDriver } from './driver.js';
export { isEngineObject } from './ledger/tables.js';
export type { SqliteOptions } from './driver.js';
export { fromSchema } from './model/index.js';
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
} from './model/index.js';
export { isCutByDrizzle } from './declared/index.js';
export { compareModels } from './model/index.js';
export { saysTheSame } from './model/lexemes.js';
export { foldName, quoteName } from './model/names.js';
export { openScratch, workbenchOf } from './workbench/index.js';
export type { RawRow, Scratch, StoredObject, TableFacts, Workbench } from './workbench/index.js';
export { changeScript, changeSql, diff, putRowsAside, readStored, renameCandidates, viewColumns } from './diff/index.js';
export type {
  Change,
  ChangeStatement,
  ColumnExpressions,
  DiffOptions,
  NamedType,
  Rename,
  SchemaReader,
  SqlOptions,
  StoredSchema,
} from './diff/index.js';
