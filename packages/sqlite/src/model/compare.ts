import type { SchemaDifference } from '@zepix/migrations-core';
import {
  mendChangedColumn,
  mendMissingCheck,
  mendMissingColumn,
  mendMissingIndex,
  mendMissingTable,
  mendUnexpected,
  mendUnexpectedCheck,
  mendUnexpectedColumn,
  mendUnexpectedTable,
} from './mend.js';
import type { TablePair } from './mend.js';
import type { CheckModel, ColumnModel, ForeignKeyModel, IndexModel, KeyModel, SchemaModel, TableModel } from './model.js';
import { byName, foldName, foldSql, quoteName } from './names.js';
import { checkSql, columnSql, createIndex, createTable, foreignKeySql, keySql, nameList, primaryKeySql } from './sql.js';

/** How one kind of thing is matched, named and shown. */
interface Kind<Item> {
  /** What makes two of them the same thing, changed or not. Folded. */
  readonly key: (item: Item) => string;
  readonly object: (item: Item) => string;
  /** All that is compared of it, and shown. */
  readonly sql: (item: Item) => string;
  /** Told in the order in which they stand, expected ones first, instead of by key. */
  readonly unsorted?: true;
  /** In one statement each; nothing here for what takes more. */
  readonly mend?: Partial<Mending<Item>>;
}

interface Mending<Item> {
  readonly missing: (expected: Item) => string | null;
  readonly unexpected: (found: Item) => string | null;
  readonly changed: (expected: Item, found: Item) => string | null;
}

const SHOWN_COLUMNS = 8;
const SHOWN_CHECK = 60;

/**
 * What differs between two models, sorted by kind and name: tables (each followed by its columns in their order, keys, checks and
 * foreign keys), indexes, triggers, views. Empty where SQLite treats the two alike; the case of names does not count.
 */
export function compareModels(expected: SchemaModel, found: SchemaModel): SchemaDifference[] {
  return [
    ...compareTables(expected, found),
    ...compareKind(expected.indexes, found.indexes, indexKind(expected, found)),
    ...compareKind(expected.triggers, found.triggers, definedAs('TRIGGER')),
    ...compareKind(expected.views, found.views, definedAs('VIEW')),
  ];
}

function indexKind(expected: SchemaModel, found: SchemaModel): Kind<IndexModel> {
  return {
    key: ({ name }) => foldName(name),
    object: ({ name }) => `index ${quoteName(name)}`,
    sql: createIndex,
    mend: { missing: (index) => mendMissingIndex(index, expected, found), unexpected: ({ name }) => mendUnexpected('INDEX', name) },
  };
}

function definedAs(kind: 'TRIGGER' | 'VIEW'): Kind<{ readonly name: string; readonly definition: string }> {
  return {
    key: ({ name }) => foldName(name),
    object: ({ name }) => `${kind.toLowerCase()} ${quoteName(name)}`,
    sql: ({ definition }) => definition,
    mend: { missing: ({ definition }) => definition, unexpected: ({ name }) => mendUnexpected(kind, name) },
  };
}

function compareTables(expected: SchemaModel, found: SchemaModel): readonly SchemaDifference[] {
  const kind: Kind<TableModel> = {
    key: ({ name }) => foldName(name),
    object: ({ name }) => `table ${quoteName(name)}`,
    sql: tableSummary,
    mend: {
      missing: (table) => mendMissingTable(table, expected, found),
      unexpected: (table) => mendUnexpectedTable(table, expected, found),
    },
  };
  return pairs(expected.tables, found.tables, kind).flatMap(([ours, theirs]) =>
    ours !== undefined && theirs !== undefined ? compareTable({ expected: ours, found: theirs }) : comparePair(ours, theirs, kind),
  );
}

function compareTable(pair: TablePair): readonly SchemaDifference[] {
  const { expected, found } = pair;
  const table = quoteName(expected.name);
  if (expected.definition !== null || found.definition !== null)
    return compareText(`table ${table}`, createTable(expected), createTable(found));
  return [
    ...compareText(`options of ${table}`, optionsSql(expected), optionsSql(found)),
    ...compareKind(expected.columns, found.columns, columnKind(table, pair)),
    ...compareOrder(table, expected.columns, found.columns),
    ...compareText(`primary key of ${table}`, primaryKeySql(expected), primaryKeySql(found)),
    ...compareKind(expected.uniques, found.uniques, uniqueKind(table)),
    ...compareKind(expected.checks, found.checks, checkKind(table, pair)),
    ...compareKind(expected.foreignKeys, found.foreignKeys, foreignKeyKind(table)),
  ];
}

// In the order of the declaration, not of names: those that are added again must be added in that order.
function columnKind(table: string, pair: TablePair): Kind<ColumnModel> {
  return {
    key: ({ name }) => foldName(name),
    unsorted: true,
    object: ({ name }) => `column ${table}.${quoteName(name)}`,
    sql: columnSql,
    mend: {
      missing: (column) => mendMissingColumn(column, pair),
      unexpected: (column) => mendUnexpectedColumn(column, pair),
      changed: (ours, theirs) => mendChangedColumn(ours, theirs, pair.expected.name),
    },
  };
}

function uniqueKind(table: string): Kind<KeyModel> {
  const list = (key: KeyModel): string => keySql('UNIQUE', { ...key, name: null, onConflict: null }).slice('UNIQUE '.length);
  return { key: (key) => foldSql(list(key)), object: (key) => `unique ${table}${list(key)}`, sql: (key) => keySql('UNIQUE', key) };
}

function checkKind(table: string, pair: TablePair): Kind<CheckModel> {
  return {
    key: ({ name, expression }) => (name === null ? `(${foldSql(expression)}` : foldName(name)),
    object: ({ name, expression }) => `check ${table}: ${name === null ? shorten(expression) : quoteName(name)}`,
    sql: checkSql,
    mend: {
      missing: (check) => mendMissingCheck(check, pair),
      unexpected: (check) => mendUnexpectedCheck(check, pair.expected.name),
    },
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
function compareText(
  object: string,
  expected: string | null,
  found: string | null,
  mend: () => string | null = () => null,
): readonly SchemaDifference[] {
  if (expected === found || (expected !== null && found !== null && foldSql(expected) === foldSql(found))) return [];
  const change = expected === null ? 'unexpected' : found === null ? 'missing' : 'changed';
  return [{ object, change, expected, found, mend: mend() }];
}

function compareKind<Item>(expected: readonly Item[], found: readonly Item[], kind: Kind<Item>): readonly SchemaDifference[] {
  return pairs(expected, found, kind).flatMap(([ours, theirs]) => comparePair(ours, theirs, kind));
}

function comparePair<Item>(ours: Item | undefined, theirs: Item | undefined, kind: Kind<Item>): readonly SchemaDifference[] {
  const either = ours ?? theirs;
  const [expected, found] = [ours, theirs].map((item) => (item === undefined ? null : kind.sql(item)));
  if (either === undefined) return [];
  return compareText(kind.object(either), expected ?? null, found ?? null, () => mendPair(ours, theirs, kind.mend ?? {}));
}

function mendPair<Item>(ours: Item | undefined, theirs: Item | undefined, mend: Partial<Mending<Item>>): string | null {
  if (ours === undefined) return theirs === undefined ? null : (mend.unexpected?.(theirs) ?? null);
  return (theirs === undefined ? mend.missing?.(ours) : mend.changed?.(ours, theirs)) ?? null;
}

/** Puts together what has the same key. */
function pairs<Item>(
  expected: readonly Item[],
  found: readonly Item[],
  kind: Kind<Item>,
): readonly (readonly [Item | undefined, Item | undefined])[] {
  const ours = keyed(expected, kind);
  const theirs = keyed(found, kind);
  const keys = [...new Set([...ours.keys(), ...theirs.keys()])];
  return (kind.unsorted ? keys : keys.sort(byName)).map((key) => [ours.get(key), theirs.get(key)]);
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
