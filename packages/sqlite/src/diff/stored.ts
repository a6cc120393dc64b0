import { isOwnObject } from '../ledger/tables.js';
import type { SchemaModel, StoredObject, TableFacts } from '../model/index.js';
import { foldName } from '../model/names.js';

/** A schema as a model and as the texts that SQLite keeps. */
export interface StoredSchema {
  readonly model: SchemaModel;
  /** Those of the application that have a text, in the order in which they were made; no shadow tables. */
  readonly objects: readonly StoredObject[];
}

/** What a schema is read from; a `Workbench` is one. */
export interface SchemaReader {
  objects(): readonly StoredObject[];
  tables(): readonly TableFacts[];
  model(ignore: (name: string) => boolean): SchemaModel;
}

/** Reads the application's schema. Left out are the engine's own objects, by the ledger's name (default: `schema_migrations`). */
export function readStored(reader: SchemaReader, ledger = 'schema_migrations'): StoredSchema {
  return storedBy(reader, isOwnObject(ledger));
}

export function storedBy(reader: SchemaReader, ignore: (name: string) => boolean): StoredSchema {
  const tables = reader.tables();
  const shadows = new Set(tables.filter(({ type }) => type === 'shadow').map(({ name }) => foldName(name)));
  // A trigger's table is kept as its CREATE TRIGGER spelled it.
  const declared = new Map(tables.map(({ name }) => [foldName(name), name]));
  const objects = reader
    .objects()
    .filter(({ name, table, sql }) => sql !== null && !shadows.has(foldName(table)) && !ignore(name) && !ignore(table))
    .map((object) => ({ ...object, table: declared.get(foldName(object.table)) ?? object.table }));
  return { model: reader.model(ignore), objects };
}

/** How an object is found again: tables and views share their names. */
export function objectKey(type: StoredObject['type'], name: string): string {
  return `${type === 'view' ? 'table' : type} ${foldName(name)}`;
}

export function findObject(schema: StoredSchema, type: StoredObject['type'], name: string): StoredObject | undefined {
  return schema.objects.find((object) => object.type === type && foldName(object.name) === foldName(name));
}
