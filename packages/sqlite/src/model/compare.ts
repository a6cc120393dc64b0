import type { SchemaDifference } from '@zepix/migrations-core';
import {
  mendMissingCheck,
  mendMissingColumn,
  mendMissingIndex,
  mendMissingTable,
  mendUnexpected,
  mendUnexpectedCheck,
  mendUnexpectedColumn,
  mendUnexpectedTable,
  setNotNull,
} from './mend.js';
import type { TablePair } from './mend.js';
import type {
  CheckModel,
  ColumnModel,
  ForeignKeyModel,
  IndexModel,
  KeyModel,
  SchemaModel,
  TableModel,
  TriggerModel,
  ViewModel,
} from './model.js';
import { byName, foldName, foldSql, quoteName } from './names.js';
import { checkSql, columnSql, createIndex, createTable, foreignKeySql, keySql, nameList, primaryKeySql } from './sql.js';

/** What a difference is about, beside the words in which `object` tells it. */
export interface Subject {
  readonly what:
    | 'table'
    | 'options'
    | 'column'
    | 'columns'
    | 'primary key'
    | 'unique'
    | 'check'
    | 'foreign key'
    | 'index'
    | 'trigger'
    | 'view';
  /** The table it is or belongs to; a view's own name. */
  readonly table: string;
  /** The column, index, trigger or named check; else null. */
  readonly name: string | null;
  readonly object: string;
}

export interface ModelDifference extends SchemaDifference, Subject {}

/** How one kind of thing is matched, named and shown. */
interface Kind<Item> {
  /** What makes two of them the same thing, changed or not. Folded. */
  readonly key: (item: Item) => string;
  readonly subject: (item: Item) => Subject;
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
  return differencesOf(expected, found).map(({ object, change, expected: ours, found: theirs, mend }) => {
    return { object, change, expected: ours, found: theirs, mend };
  });
}

/** The same, each with what it is about. */
export function differencesOf(expected: SchemaModel, found: SchemaModel): readonly ModelDifference[] {
  return [
    ...compareTables(expected, found),
    ...compareKind(expected.indexes, found.indexes, indexKind(expected, found)),
    ...compareKind<TriggerModel>(
      expected.triggers,
      found.triggers,
      definedAs('trigger', ({ table }) => table),
    ),
    ...compareKind<ViewModel>(
      expected.views,
      found.views,
      definedAs('view', ({ name }) => name),
    ),
  ];
}

function indexKind(expected: SchemaModel, found: SchemaModel): Kind<IndexModel> {
  return {
    key: ({ name }) => foldName(name),
    subject: ({ name, table }) => ({ what: 'index', table, name, object: `index ${quoteName(name)}` }),
    sql: createIndex,
    mend: { missing: (index) => mendMissingIndex(index, expected, found), unexpected: ({ name }) => mendUnexpected('INDEX', name) },
  };
}

function definedAs<Item extends TriggerModel | ViewModel>(what: 'trigger' | 'view', table: (item: Item) => string): Kind<Item> {
  return {
    key: ({ name }) => foldName(name),
    subject: (item) => ({ what, table: table(item), name: item.name, object: `${what} ${quoteName(item.name)}` }),
    sql: ({ definition }) => definition,
    mend: { missing: ({ definition }) => definition, unexpected: ({ name }) => mendUnexpected(what === 'view' ? 'VIEW' : 'TRIGGER', name) },
  };
}

function compareTables(expected: SchemaModel, found: SchemaModel): readonly ModelDifference[] {
  const kind: Kind<TableModel> = {
    key: ({ name }) => foldName(name),
    subject: ({ name }) => ofTable('table', name, `table ${quoteName(name)}`),
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

function ofTable(what: Subject['what'], table: string, object: string, name: string | null = null): Subject {
  return { what, table, name, object };
}

function compareTable(pair: TablePair): readonly ModelDifference[] {
  const { expected, found } = pair;
  const { name } = expected;
  const table = quoteName(name);
  if (expected.definition !== null || found.definition !== null)
    return compareText(ofTable('table', name, `table ${table}`), createTable(expected), createTable(found));
  return [
    ...compareText(ofTable('options', name, `options of ${table}`), optionsSql(expected), optionsSql(found)),
    ...compareKind(expected.columns, found.columns, columnKind(pair)),
    ...compareOrder(name, expected.columns, found.columns),
    ...compareText(ofTable('primary key', name, `primary key of ${table}`), primaryKeySql(expected), primaryKeySql(found)),
    ...compareKind(expected.uniques, found.uniques, uniqueKind(name)),
    ...compareKind(expected.checks, found.checks, checkKind(pair)),
    ...compareKind(expected.foreignKeys, found.foreignKeys, foreignKeyKind(name)),
  ];
}

// In the order of the declaration, not of names: those that are added again must be added in that order.
function columnKind(pair: TablePair): Kind<ColumnModel> {
  return {
    key: ({ name }) => foldName(name),
    unsorted: true,
    subject: ({ name }) => ofTable('column', pair.expected.name, `column ${quoteName(pair.expected.name)}.${quoteName(name)}`, name),
    sql: columnSql,
    mend: {
      missing: (column) => mendMissingColumn(column, pair),
      unexpected: (column) => mendUnexpectedColumn(column, pair),
      changed: (ours, theirs) => setNotNull(ours, theirs, pair.expected.name),
    },
  };
}

function uniqueKind(table: string): Kind<KeyModel> {
  const list = (key: KeyModel): string => keySql('UNIQUE', { ...key, name: null, onConflict: null }).slice('UNIQUE '.length);
  return {
    key: (key) => foldSql(list(key)),
    subject: (key) => ofTable('unique', table, `unique ${quoteName(table)}${list(key)}`),
    sql: (key) => keySql('UNIQUE', key),
  };
}

function checkKind(pair: TablePair): Kind<CheckModel> {
  const table = pair.expected.name;
  return {
    key: ({ name, expression }) => (name === null ? `(${foldSql(expression)}` : foldName(name)),
    subject: ({ name, expression }) =>
      ofTable('check', table, `check ${quoteName(table)}: ${name === null ? shorten(expression) : quoteName(name)}`, name),
    sql: checkSql,
    mend: {
      missing: (check) => mendMissingCheck(check, pair),
      unexpected: (check) => mendUnexpectedCheck(check, pair.expected.name),
    },
  };
}

function foreignKeyKind(table: string): Kind<ForeignKeyModel> {
  const ends = (key: ForeignKeyModel): string =>
    `${quoteName(table)}(${nameList(key.columns)}) → ${quoteName(key.parent)}(${nameList(key.parentColumns)})`;
  return {
    key: (key) => foldSql(ends(key)),
    subject: (key) => ofTable('foreign key', table, `foreign key ${ends(key)}`),
    sql: foreignKeySql,
  };
}

/** The order of the columns that both have: one that is missing or new is told of as such. */
function compareOrder(table: string, expected: readonly ColumnModel[], found: readonly ColumnModel[]): readonly ModelDifference[] {
  const common = (ours: readonly ColumnModel[], theirs: readonly ColumnModel[]): readonly string[] => {
    const known = new Set(theirs.map(({ name }) => foldName(name)));
    return ours.map(({ name }) => name).filter((name) => known.has(foldName(name)));
  };
  return compareText(
    ofTable('columns', table, `columns of ${quoteName(table)}`),
    nameList(common(expected, found)),
    nameList(common(found, expected)),
  );
}

/** Null stands for nothing there; an empty text is something (a column without type or constraint). */
function compareText(
  subject: Subject,
  expected: string | null,
  found: string | null,
  mend: () => string | null = () => null,
): readonly ModelDifference[] {
  if (expected === found || (expected !== null && found !== null && foldSql(expected) === foldSql(found))) return [];
  const change = expected === null ? 'unexpected' : found === null ? 'missing' : 'changed';
  return [{ ...subject, change, expected, found, mend: mend() }];
}

function compareKind<Item>(expected: readonly Item[], found: readonly Item[], kind: Kind<Item>): readonly ModelDifference[] {
  return pairs(expected, found, kind).flatMap(([ours, theirs]) => comparePair(ours, theirs, kind));
}

function comparePair<Item>(ours: Item | undefined, theirs: Item | undefined, kind: Kind<Item>): readonly ModelDifference[] {
  const either = ours ?? theirs;
  const [expected, found] = [ours, theirs].map((item) => (item === undefined ? null : kind.sql(item)));
  if (either === undefined) return [];
  return compareText(kind.subject(either), expected ?? null, found ?? null, () => mendPair(ours, theirs, kind.mend ?? {}));
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
