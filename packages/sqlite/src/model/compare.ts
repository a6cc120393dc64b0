import type { SchemaDifference } from '@zepix/migrations-core';
import type { CheckModel, ColumnModel, ForeignKeyModel, KeyModel, SchemaModel, TableModel } from './model.js';
import { byName, foldName, foldSql, quoteName } from './names.js';
import { checkSql, columnSql, createIndex, createTable, foreignKeySql, keySql, nameList, primaryKeySql } from './sql.js';

/** How one kind of thing is matched, named and shown. */
interface Kind<Item> {
  /** What makes two of them the same thing, changed or not. Folded before it is compared. */
  readonly key: (item: Item) => string;
  readonly object: (item: Item) => string;
  /** All that is compared of it, as SQL. */
  readonly sql: (item: Item) => string;
  /** What is shown of it where that is not the SQL. */
  readonly shown?: (item: Item) => string;
}

const SHOWN_COLUMNS = 8;
const SHOWN_CHECK = 60;

/**
 * What differs between two models, sorted by kind and name: tables (each followed by its columns, keys, checks and foreign keys),
 * indexes, triggers, views. Empty where SQLite treats the two alike; the case of names does not count.
 */
export function compareModels(expected: SchemaModel, found: SchemaModel): SchemaDifference[] {
  return [
    ...compareTables(expected.tables, found.tables),
    ...compareKind(expected.indexes, found.indexes, {
      key: ({ name }) => quoteName(name),
      object: ({ name }) => `index ${quoteName(name)}`,
      sql: createIndex,
    }),
    ...compareKind(expected.triggers, found.triggers, definedAs('trigger')),
    ...compareKind(expected.views, found.views, definedAs('view')),
  ];
}

function definedAs(kind: string): Kind<{ readonly name: string; readonly definition: string }> {
  return { key: ({ name }) => quoteName(name), object: ({ name }) => `${kind} ${quoteName(name)}`, sql: ({ definition }) => definition };
}

function compareTables(expected: readonly TableModel[], found: readonly TableModel[]): readonly SchemaDifference[] {
  const others = new Map(found.map((table) => [foldName(table.name), table]));
  const onlyPresence: Kind<TableModel> = {
    key: ({ name }) => quoteName(name),
    object: ({ name }) => `table ${quoteName(name)}`,
    sql: () => '',
    shown: tableSummary,
  };
  const present = compareKind(expected, found, onlyPresence).map((difference) => [difference.object, [difference]] as const);
  const changed = expected.flatMap((table) => {
    const other = others.get(foldName(table.name));
    return other === undefined ? [] : [[`table ${quoteName(table.name)}`, compareTable(table, other)] as const];
  });
  return [...present, ...changed].sort(([a], [b]) => byName(a, b)).flatMap(([, differences]) => differences);
}

function compareTable(expected: TableModel, found: TableModel): readonly SchemaDifference[] {
  const table = quoteName(expected.name);
  if (expected.definition !== null || found.definition !== null) return compareText(`table ${table}`, createTable(expected), createTable(found));
  return [
    ...compareText(`options of ${table}`, optionsSql(expected), optionsSql(found)),
    ...compareKind(expected.columns, found.columns, columnKind(table)),
    ...compareOrder(table, expected.columns, found.columns),
    ...compareText(`primary key of ${table}`, primaryKeySql(expected), primaryKeySql(found)),
    ...compareKind(expected.uniques, found.uniques, uniqueKind(table)),
    ...compareKind(expected.checks, found.checks, checkKind(table)),
    ...compareKind(expected.foreignKeys, found.foreignKeys, foreignKeyKind(table)),
  ];
}

function columnKind(table: string): Kind<ColumnModel> {
  return { key: ({ name }) => quoteName(name), object: ({ name }) => `column ${table}.${quoteName(name)}`, sql: columnSql };
}

function uniqueKind(table: string): Kind<KeyModel> {
  const list = (key: KeyModel): string => keySql('UNIQUE', { ...key, name: null, onConflict: null }).slice('UNIQUE '.length);
  return { key: list, object: (key) => `unique ${table}${list(key)}`, sql: (key) => keySql('UNIQUE', key) };
}

function checkKind(table: string): Kind<CheckModel> {
  return {
    key: ({ name, expression }) => (name === null ? `(${expression}` : quoteName(name)),
    object: ({ name, expression }) => `check ${table}: ${name === null ? shorten(expression) : quoteName(name)}`,
    sql: checkSql,
  };
}

function foreignKeyKind(table: string): Kind<ForeignKeyModel> {
  const ends = (key: ForeignKeyModel): string =>
    `${table}(${nameList(key.columns)}) → ${quoteName(key.parent)}(${nameList(key.parentColumns)})`;
  return { key: ends, object: (key) => `foreign key ${ends(key)}`, sql: foreignKeySql };
}

/** The order of the columns that both have: one that is missing or new is told of as such. */
function compareOrder(table: string, expected: readonly ColumnModel[], found: readonly ColumnModel[]): readonly SchemaDifference[] {
  const common = (ours: readonly ColumnModel[], theirs: readonly ColumnModel[]): readonly string[] => {
    const known = new Set(theirs.map(({ name }) => foldName(name)));
    return ours.map(({ name }) => name).filter((name) => known.has(foldName(name)));
  };
  return compareText(`columns of ${table}`, nameList(common(expected, found)), nameList(common(found, expected)));
}

function compareText(object: string, expected: string | null, found: string | null): readonly SchemaDifference[] {
  if (foldSql(expected ?? '') === foldSql(found ?? '')) return [];
  return [{ object, change: expected === null ? 'unexpected' : found === null ? 'missing' : 'changed', expected, found }];
}

/** Pairs by key; where a key stands more than once, in order. */
function compareKind<Item>(expected: readonly Item[], found: readonly Item[], kind: Kind<Item>): readonly SchemaDifference[] {
  const ours = keyed(expected, kind);
  const theirs = keyed(found, kind);
  return [...new Set([...ours.keys(), ...theirs.keys()])].sort(byName).flatMap((key) => comparePair(ours.get(key), theirs.get(key), kind));
}

function comparePair<Item>(expected: Item | undefined, found: Item | undefined, kind: Kind<Item>): readonly SchemaDifference[] {
  const shown = (item: Item | undefined): string | null => (item === undefined ? null : (kind.shown ?? kind.sql)(item));
  const either = expected ?? found;
  if (either === undefined) return [];
  const same = expected !== undefined && found !== undefined && foldSql(kind.sql(expected)) === foldSql(kind.sql(found));
  if (same) return [];
  const change = found === undefined ? 'missing' : expected === undefined ? 'unexpected' : 'changed';
  return [{ object: kind.object(either), change, expected: shown(expected), found: shown(found) }];
}

function keyed<Item>(items: readonly Item[], kind: Kind<Item>): ReadonlyMap<string, Item> {
  const map = new Map<string, Item>();
  const sorted = items.map((item) => [foldSql(kind.key(item)), foldSql(kind.sql(item)), item] as const).sort(([, a], [, b]) => byName(a, b));
  for (const [key, , item] of sorted) {
    let place = 0;
    while (map.has(`${key}\0${place}`)) place += 1;
    map.set(`${key}\0${place}`, item);
  }
  return map;
}

function tableSummary(table: TableModel): string {
  if (table.definition !== null) return table.definition;
  const names = table.columns.map(({ name }) => quoteName(name));
  const more = names.length > SHOWN_COLUMNS ? `, … ${names.length - SHOWN_COLUMNS} more` : '';
  return `CREATE TABLE ${quoteName(table.name)} (${names.slice(0, SHOWN_COLUMNS).join(', ')}${more})`;
}

function optionsSql({ strict, withoutRowid }: TableModel): string {
  return [strict ? 'STRICT' : '', withoutRowid ? 'WITHOUT ROWID' : ''].filter((option) => option !== '').join(', ');
}

function shorten(text: string): string {
  return text.length > SHOWN_CHECK ? `${text.slice(0, SHOWN_CHECK - 2).trimEnd()} …` : text;
}
