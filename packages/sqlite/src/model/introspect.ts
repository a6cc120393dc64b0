import type Database from 'better-sqlite3';
import { readCatalogue } from './catalogue.js';
import type { Catalogue, ObjectRow } from './catalogue.js';
import { triggerDefinition, viewText } from './definition.js';
import { indexModel } from './introspect-index.js';
import { tableModel } from './introspect-table.js';
import { lexemesOf } from './lexemes.js';
import type { SchemaModel, TriggerModel, ViewModel } from './model.js';
import { foldName } from './names.js';
import { surveyOf } from './survey.js';
import type { Survey } from './survey.js';

/**
 * Reads the main schema of an open connection into a model, in a few statements however many tables there are.
 * Left out: SQLite's own objects, the shadow tables of virtual tables, and every table or view, with its indexes and triggers, whose
 * name `ignore` holds for. Changes nothing. A broken view or a virtual table without its module is read as far as its text goes.
 */
export function introspect(db: Database.Database, ignore: (name: string) => boolean): SchemaModel {
  const catalogue = readCatalogue(db);
  const objects = relevant(catalogue, ignore);
  const survey = surveyOf(catalogue, objects);
  const ofType = (type: ObjectRow['type']): readonly ObjectRow[] => objects.filter((object) => object.type === type);
  const tables = ofType('table').map((object) => tableModel(object, survey));
  const owners = new Map(tables.map((table) => [foldName(table.name), table]));
  return {
    tables,
    indexes: ofType('index').map((object) => indexModel(object, owners.get(foldName(object.table)), survey)),
    triggers: ofType('trigger').map((object) => triggerModel(object, survey)),
    views: ofType('view').map((object) => viewModel(object, survey)),
  };
}

function relevant(catalogue: Catalogue, ignore: (name: string) => boolean): readonly ObjectRow[] {
  const shadows = new Set(catalogue.tables.filter(({ type }) => type === 'shadow').map(({ name }) => name));
  // A trigger's table is kept as its CREATE TRIGGER spelled it.
  const declared = new Map(catalogue.tables.map(({ name }) => [foldName(name), name]));
  return catalogue.objects
    .map((object) => ({ ...object, table: declared.get(foldName(object.table)) ?? object.table }))
    .filter(({ name, table }) => !shadows.has(table) && !ignore(name) && !ignore(table));
}

function triggerModel({ name, table, sql }: ObjectRow, survey: Survey): TriggerModel {
  return { name, table, definition: triggerDefinition(name, table, lexemesOf(sql ?? ''), survey.spelling) };
}

function viewModel({ name, sql }: ObjectRow, survey: Survey): ViewModel {
  return { name, ...viewText(name, lexemesOf(sql ?? ''), survey.spelling) };
}
