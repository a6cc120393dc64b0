import type { ForeignKeyRow, KeyRow, ObjectRow } from './catalogue.js';
import { virtualDefinition } from './definition.js';
import { columnModel } from './introspect-column.js';
import { lexemesOf } from './lexemes.js';
import type { ColumnModel, ForeignKeyModel, KeyColumn, KeyModel, TableModel } from './model.js';
import { foldName, upperName } from './names.js';
import { print, printExpression } from './print.js';
import { closedSpelling } from './spelling.js';
import type { Spelling } from './spelling.js';
import type { Survey } from './survey.js';
import { readTableText } from './table-text.js';
import type { KeyText, TableText } from './table-text.js';

const NOTHING_READ: TableText = { columns: [], autoincrement: false, primaryKey: null, uniques: [], checks: [], foreignKeys: [] };

/** A table from what the pragmas say of it, and the rest from its CREATE text. */
export function tableModel({ name, sql }: ObjectRow, survey: Survey): TableModel {
  const row = survey.tables.get(foldName(name));
  const rows = survey.columns.get(foldName(name)) ?? [];
  const spelling = closedSpelling(name, rows);
  const lexemes = lexemesOf(sql ?? '');
  const isVirtual = row?.type === 'virtual';
  const references = groupById(survey.foreignKeys.get(foldName(name)) ?? []);
  const read = isVirtual ? NOTHING_READ : readTableText(lexemes);
  // The pragmas are the truth: a reading of the text that does not agree with them is no reading.
  const fits = read?.columns.length === rows.length && read.foreignKeys.length === references.length;
  const text = fits ? read : NOTHING_READ;
  const columns = rows.map((column, place) => columnModel(column, text.columns[place], spelling));
  return {
    kind: isVirtual ? 'virtual' : 'table',
    name,
    columns,
    ...keysOf(columns, survey.keys.get(foldName(name)) ?? [], text),
    autoincrement: text.autoincrement,
    strict: row?.strict === 1,
    withoutRowid: row?.withoutRowid === 1,
    checks: checksOf(text, spelling),
    foreignKeys: references.map((pairs, id) => foreignKey(pairs, text.foreignKeys[references.length - 1 - id], survey)),
    definition: isVirtual ? virtualDefinition(name, lexemes) : fits ? null : print(lexemes, survey.spelling),
  };
}

function checksOf(text: TableText, spelling: Spelling): TableModel['checks'] {
  return text.checks.map(({ name, expression }) => ({ name, expression: printExpression(expression, spelling) }));
}

function keysOf(columns: readonly ColumnModel[], rows: readonly KeyRow[], text: TableText): Pick<TableModel, 'primaryKey' | 'uniques'> {
  const indexes = groupByIndex(rows.filter(({ origin }) => origin !== 'c'));
  const keys = indexes.map((parts) => ({ origin: parts[0]?.origin, columns: parts.map((part) => keyColumn(part, columns)) }));
  const primary = keys.find(({ origin }) => origin === 'pk')?.columns ?? rowidKey(columns);
  const written = text.primaryKey === null ? text.uniques : [text.primaryKey, ...text.uniques];
  return {
    primaryKey: primary.length === 0 ? null : keyModel(primary, text.primaryKey?.name ?? null, written),
    uniques: keys.filter(({ origin }) => origin === 'u').map((key) => keyModel(key.columns, null, written)),
  };
}

/** The key that is the rowid itself has no index. */
function rowidKey(columns: readonly ColumnModel[]): readonly KeyColumn[] {
  return columns.filter(({ primaryKey }) => primaryKey > 0).map(({ name }) => ({ column: name, desc: false, collation: null }));
}

function keyColumn({ column, desc, collation }: KeyRow, columns: readonly ColumnModel[]): KeyColumn {
  const explicit = upperName(collation);
  const own = columns.find(({ name }) => name === column)?.collation ?? 'BINARY';
  return { column: column ?? '', desc: desc === 1, collation: explicit === own ? null : explicit };
}

// SQLite makes one index of several constraints over the same columns; the one that says something about conflicts wins.
function keyModel(columns: readonly KeyColumn[], name: string | null, written: readonly KeyText[]): KeyModel {
  const list = foldedList(columns.map(({ column }) => column));
  const same = written.filter((key) => foldedList(key.columns) === list);
  const firstName = same.find((key) => key.name !== null)?.name ?? null;
  const onConflict = same.find((key) => key.onConflict !== null)?.onConflict ?? null;
  return { name: name ?? firstName, columns, onConflict };
}

function foldedList(columns: readonly string[]): string {
  return JSON.stringify(columns.map(foldName));
}

function foreignKey(pairs: readonly ForeignKeyRow[], text: TableText['foreignKeys'][number] | undefined, survey: Survey): ForeignKeyModel {
  const [first] = pairs;
  const parent = first?.parent ?? '';
  const known = survey.columns.get(foldName(parent)) ?? [];
  const primaryKey = known.filter((column) => column.primaryKey > 0).sort((a, b) => a.primaryKey - b.primaryKey);
  const spelled = (name: string): string => known.find((column) => foldName(column.name) === foldName(name))?.name ?? name;
  return {
    name: text?.name ?? null,
    columns: pairs.map(({ column }) => column),
    parent: survey.tables.get(foldName(parent))?.name ?? parent,
    parentColumns: pairs.flatMap(({ parentColumn }, place) =>
      parentColumn === null ? (primaryKey[place]?.name ?? []) : spelled(parentColumn),
    ),
    onUpdate: first?.onUpdate ?? 'NO ACTION',
    onDelete: first?.onDelete ?? 'NO ACTION',
    match: text?.match ?? 'NONE',
    deferrable: text?.deferrable ?? null,
  };
}

function groupById(rows: readonly ForeignKeyRow[]): readonly (readonly ForeignKeyRow[])[] {
  const groups: ForeignKeyRow[][] = [];
  for (const row of rows) (groups[row.id] ??= []).push(row);
  return groups;
}

function groupByIndex(rows: readonly KeyRow[]): readonly (readonly KeyRow[])[] {
  return [...new Set(rows.map(({ index }) => index))].map((index) => rows.filter((row) => row.index === index));
}
