import type { SchemaDifference } from '@zepix/migrations-core';
import type { CheckModel, ColumnModel, ForeignKeyModel, KeyModel, SchemaModel, TableModel } from './model.js';
import { byName, foldName, foldSql, quoteName } from './names.js';
import { checkSql, columnSql, createIndex, createTable, foreignKeySql, keySql, nameList, primaryKeySql } from './sql.js';

/** How one kind of thing is matched, named and shown. */
interface Kind<Item> {
  /** What makes two of them the same thing, changed or not. Folded. */
  readonly key: (item: Item) => string;
  readonly object: (item: Item) => string;
  /** All that is compared of it, and shown. */
  readonly sql: (item: Item) => string;
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
      key: ({ name }) => foldName(name),
      object: ({ name }) => `index ${quoteName(name)}`,
      sql: createIndex,
    }),
    ...compareKind(expected.triggers, found.triggers, definedAs('trigger')),
    ...compareKind(expected.views, found.views, definedAs('view')),
  ];
}

function definedAs(kind: string): Kind<{ readonly name: string; readonly definition: string }> {
  return { key: ({ name }) => foldName(name), object: ({ name }) => `${kind} ${quoteName(name)}`, sql: ({ definition }) => definition };
}

function compareTables(expected: readonly TableModel[], found: readonly TableModel[]): readonly SchemaDifference[] {
  const kind: Kind<TableModel> = {
    key: ({ name }) => foldName(name),
    object: ({ name }) => `table ${quoteName(name)}`,
    sql: tableSummary,
  };
  return pairs(expected, found, kind).flatMap(([ours, theirs]) =>
    ours !== undefined && theirs !== undefined ? compareTable(ours, theirs) : comparePair(ours, theirs, kind),
  );
}

function compareTable(expected: TableModel, found: TableModel): readonly SchemaDifference[] {
  const table = quoteName(expected.name);
  if (expected.definition !== null || found.definition !== null)
    return compareText(`table ${table}`, createTable(expected), createTable(found));
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
  return { key: ({ name }) => foldName(name), object: ({ name }) => `column ${table}.${quoteName(name)}`, sql: columnSql };
}

function uniqueKind(table: string): Kind<KeyModel> {
  const list = (key: KeyModel): string => keySql('UNIQUE', { ...key, name: null, onConflict: null }).slice('UNIQUE '.length);
  return { key: (key) => foldSql(list(key)), object: (key) => `unique ${table}${list(key)}`, sql: (key) => keySql('UNIQUE', key) };
}

function checkKind(table: string): Kind<CheckModel> {
  return {
    key: ({ name, expression }) => (name === null ? `(${foldSql(expression)}` : foldName(name)),
    object: ({ name, expression }) => `check ${table}: ${name === null ? shorten(expression) : quoteName(name)}`,
    sql: checkSql,
  };
}

function foreignKeyKind(table: string): Kind<ForeignKeyModel> {
  const ends = (key: ForeignKeyModel): string =>
    `${table}(${nameList(key.columns)}) → ${quoteName(key.parent)}(${nameList(key.parentColumns)})`;
  return { key: (key) => foldSql(ends(key)), object: (key) => `foreign key ${ends(key)}`, sql: foreignKeySql };
}

/** The order of the columns that both have: one that is missing or new is told of as such. */
function compareOrder(table: string, expected: readonly ColumnModel[], found: readonly ColumnModel[]): readonly SchemaDifference[] {
  const common = (ours: readonly ColumnModel[], theirs: readonly ColumnModel[]): readonly string[] => {
    const known = new Set(theirs.map(({ name }) => foldName(name)));
    return ours.map(({ name }) => name).filter((name) => known.has(foldName(name)));
  };
  return compareText(`columns of ${table}`, nameList(common(expected, found)), nameList(common(found, expected)));
}

/** Null stands for nothing there; an empty text is something (a column without type or constraint). */
function compareText(object: string, expected: string | null, found: string | null): readonly SchemaDifference[] {
  if (expected === found) return [];
  if (expected === null || found === null) return [{ object, change: expected === null ? 'unexpected' : 'missing', expected, found }];
  return foldSql(expected) === foldSql(found) ? [] : [{ object, change: 'changed', expected, found }];
}

function compareKind<Item>(expected: readonly Item[], found: readonly Item[], kind: Kind<Item>): readonly SchemaDifference[] {
  return pairs(expected, found, kind).flatMap(([ours, theirs]) => comparePair(ours, theirs, kind));
}

function comparePair<Item>(ours: Item | undefined, theirs: Item | undefined, kind: Kind<Item>): readonly SchemaDifference[] {
  const either = ours ?? theirs;
  const [expected, found] = [ours, theirs].map((item) => (item === undefined ? null : kind.sql(item)));
  return either === undefined ? [] : compareText(kind.object(either), expected ?? null, found ?? null);
}

/** Puts together what has the same key, sorted by it. */
function pairs<Item>(
  expected: readonly Item[],
  found: readonly Item[],
  kind: Kind<Item>,
): readonly (readonly [Item | undefined, Item | undefined])[] {
  const ours = keyed(expected, kind);
  const theirs = keyed(found, kind);
  return [...new Set([...ours.keys(), ...theirs.keys()])].sort(byName).map((key) => [ours.get(key), theirs.get(key)]);
}

/** Where two have the same key they are numbered, in the order of their SQL. */
function keyed<Item>(items: readonly Item[], kind: Kind<Item>): ReadonlyMap<string, Item> {
  const map = new Map(items.map((item) => [kind.key(item), item] as const));
  return map.size === items.length ? map : numbered(items, kind);
}

function numbered<Item>(items: readonly Item[], kind: Kind<Item>): ReadonlyMap<string, Item> {
  const map = new Map<string, Item>();
  for (const item of [...items].sort((a, b) => byName(kind.sql(a), kind.sql(b)))) {
    const key = kind.key(item);
    let place = '';
    while (map.has(key + place)) place += '+';
    map.set(key + place, item);
  }
  return map;
}

function tableSummary(table: TableModel): string {
  if (table.definition !== null) return table.definition;
  const names = table.columns.map(({ name }) => quoteName(name));
  const more = names.length > SHOWN_COLUMNS ? `, … ${names.length - SHOWN_COLUMNS} more` : '';
  return `CREATE TABLE ${quoteName(table.name)} (${names.slice(0, SHOWN_COLUMNS).join(', ')}${more})`;
}

function optionsSql({ strict, withoutRowid }: TableModel): string | null {
  const options = [...(strict ? ['STRICT'] : []), ...(withoutRowid ? ['WITHOUT ROWID'] : [])];
  return options.length === 0 ? null : options.join(', ');
}

function shorten(text: string): string {
  return text.length > SHOWN_CHECK ? `${text.slice(0, SHOWN_CHECK - 2).trimEnd()} …` : text;
}
