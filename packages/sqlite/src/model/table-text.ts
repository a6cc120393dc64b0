import { Cursor, splitAtCommas } from './cursor.js';
import { nameOf } from './lexemes.js';
import type { Lexeme } from './lexemes.js';
import { upperName } from './names.js';

/** What only the text of a CREATE TABLE tells; the pragmas tell the rest. */
export interface TableText {
  readonly columns: readonly ColumnText[];
  readonly autoincrement: boolean;
  readonly primaryKey: KeyText | null;
  readonly uniques: readonly KeyText[];
  readonly checks: readonly { readonly name: string | null; readonly expression: readonly Lexeme[] }[];
  /** In the order of their declaration. */
  readonly foreignKeys: readonly ForeignKeyText[];
}

export interface ColumnText {
  readonly name: string;
  readonly collation: string | null;
  readonly expression: readonly Lexeme[] | null;
  readonly notNullName: string | null;
  readonly notNullConflict: string | null;
}

export interface KeyText {
  readonly name: string | null;
  readonly columns: readonly string[];
  readonly onConflict: string | null;
}

export interface ForeignKeyText {
  readonly name: string | null;
  readonly match: string;
  readonly deferrable: string | null;
}

type Draft<T> = { -readonly [Key in keyof T]: T[Key] };
type List<T> = T extends readonly (infer Item)[] ? Draft<Item>[] : T;
type TableDraft = { -readonly [Key in keyof TableText]: List<TableText[Key]> };

/** The constraint that is being read: the column it stands at, and the name that CONSTRAINT gave. */
interface Place {
  readonly cursor: Cursor;
  readonly draft: TableDraft;
  readonly column: Draft<ColumnText> | null;
  readonly name: string | null;
}

const TABLE_CONSTRAINT_STARTS = new Set(['CONSTRAINT', 'PRIMARY', 'UNIQUE', 'CHECK', 'FOREIGN']);
const CONSTRAINT_STARTS = new Set(
  ', ) CONSTRAINT DEFAULT NULL NOT PRIMARY UNIQUE CHECK FOREIGN REFERENCES COLLATE AS DEFERRABLE'.split(' '),
);

/** Reads a CREATE TABLE (https://sqlite.org/lang_createtable.html); null where it holds something this reader does not know. */
export function readTableText(lexemes: readonly Lexeme[]): TableText | null {
  const head = new Cursor(lexemes);
  while (!head.atEnd && !head.sees('(')) head.next();
  const body = head.group();
  if (body === null) return null;
  const cursor = new Cursor(body);
  const draft: TableDraft = { columns: [], autoincrement: false, primaryKey: null, uniques: [], checks: [], foreignKeys: [] };
  do {
    if (!readItem(cursor, draft)) return null;
  } while (cursor.takes(','));
  return cursor.atEnd ? draft : null;
}

function readItem(cursor: Cursor, draft: TableDraft): boolean {
  if (TABLE_CONSTRAINT_STARTS.has(cursor.peek().upper)) {
    return readConstraints(cursor, draft, null, tableConstraint);
  }
  const column: Draft<ColumnText> = {
    name: cursor.name(),
    collation: null,
    expression: null,
    notNullName: null,
    notNullConflict: null,
  };
  draft.columns.push(column);
  skipType(cursor);
  return readConstraints(cursor, draft, column, columnConstraint);
}

function skipType(cursor: Cursor): void {
  while (!cursor.atEnd && !CONSTRAINT_STARTS.has(cursor.peek().upper) && !cursor.sees('GENERATED', 'ALWAYS')) {
    if (cursor.group() === null) cursor.next();
  }
}

// SQLite's own reading: a name given by CONSTRAINT holds for every constraint up to the next comma.
function readConstraints(cursor: Cursor, draft: TableDraft, column: Draft<ColumnText> | null, readOne: (place: Place) => boolean): boolean {
  let name: string | null = null;
  while (!cursor.atEnd && !cursor.sees(',')) {
    if (cursor.takes('CONSTRAINT')) name = cursor.name();
    else if (!readOne({ cursor, draft, column, name })) return false;
  }
  return true;
}

function columnConstraint(place: Place): boolean {
  const { cursor } = place;
  if (cursor.takes('NOT', 'NULL')) return notNull(place);
  if (cursor.takes('NULL')) return nullable(cursor);
  if (cursor.takes('DEFAULT')) return skipDefault(cursor);
  if (cursor.takes('COLLATE')) return collate(place);
  if (cursor.takes('GENERATED', 'ALWAYS', 'AS') || cursor.takes('AS')) return generated(place);
  if (cursor.takes('REFERENCES')) return references(place);
  if (cursor.sees('DEFERRABLE') || cursor.sees('NOT', 'DEFERRABLE')) return deferrable(place);
  if (cursor.takes('PRIMARY', 'KEY')) return columnKey(place, 'primary');
  if (cursor.takes('UNIQUE')) return columnKey(place, 'unique');
  return check(place);
}

function tableConstraint(place: Place): boolean {
  const { cursor } = place;
  if (cursor.takes('PRIMARY', 'KEY')) return tableKey(place, 'primary');
  if (cursor.takes('UNIQUE')) return tableKey(place, 'unique');
  if (cursor.takes('FOREIGN', 'KEY')) return cursor.group() !== null && cursor.takes('REFERENCES') && references(place);
  if (cursor.sees('DEFERRABLE') || cursor.sees('NOT', 'DEFERRABLE')) return deferrable(place);
  return check(place);
}

function notNull({ cursor, column, name }: Place): boolean {
  if (column === null) return false;
  column.notNullName = name;
  column.notNullConflict = conflict(cursor);
  return true;
}

function nullable(cursor: Cursor): boolean {
  conflict(cursor);
  return true;
}

function skipDefault(cursor: Cursor): boolean {
  if (cursor.group() !== null) return true;
  if (cursor.sees('-') || cursor.sees('+')) cursor.next();
  return cursor.next().text !== '';
}

function collate({ cursor, column }: Place): boolean {
  const collation = upperName(cursor.name());
  if (column !== null) column.collation = collation === 'BINARY' ? null : collation;
  return column !== null;
}

function generated({ cursor, column }: Place): boolean {
  const expression = cursor.group();
  if (!cursor.takes('STORED')) cursor.takes('VIRTUAL');
  if (column !== null) column.expression = expression;
  return column !== null && expression !== null;
}

function columnKey(place: Place, kind: 'primary' | 'unique'): boolean {
  const { cursor, draft, column } = place;
  if (column === null) return false;
  if (!cursor.takes('ASC')) cursor.takes('DESC');
  addKey(place, kind, [column.name]);
  draft.autoincrement = cursor.takes('AUTOINCREMENT') || draft.autoincrement;
  return true;
}

function tableKey(place: Place, kind: 'primary' | 'unique'): boolean {
  const inside = place.cursor.group();
  if (inside === null) return false;
  const columns = splitAtCommas(inside).map(([first]) => (first === undefined ? '' : nameOf(first)));
  place.draft.autoincrement ||= kind === 'primary' && inside.at(-1)?.upper === 'AUTOINCREMENT';
  addKey(place, kind, columns);
  return true;
}

function addKey({ cursor, draft, name }: Place, kind: 'primary' | 'unique', columns: readonly string[]): void {
  const key = { name, columns, onConflict: conflict(cursor) };
  if (kind === 'primary') draft.primaryKey = key;
  else draft.uniques.push(key);
}

function check({ cursor, draft, name }: Place): boolean {
  const expression = cursor.takes('CHECK') ? cursor.group() : null;
  if (expression === null) return false;
  conflict(cursor); // Allowed after a table's CHECK, and without any effect.
  draft.checks.push({ name, expression });
  return true;
}

function references({ cursor, draft, name }: Place): boolean {
  cursor.next();
  cursor.group();
  const key: Draft<ForeignKeyText> = { name, match: 'NONE', deferrable: null };
  draft.foreignKeys.push(key);
  for (;;) {
    if (cursor.takes('MATCH')) key.match = upperName(cursor.name()).replace('SIMPLE', 'NONE');
    else if (cursor.takes('ON', 'DELETE') || cursor.takes('ON', 'UPDATE')) skipAction(cursor);
    else return true;
  }
}

function skipAction(cursor: Cursor): void {
  const first = cursor.next();
  if (first.upper === 'SET' || first.upper === 'NO') cursor.next();
}

// https://sqlite.org/foreignkeys.html section 4.2: every form but DEFERRABLE INITIALLY DEFERRED is checked at once.
function deferrable({ cursor, draft }: Place): boolean {
  const never = cursor.takes('NOT');
  cursor.takes('DEFERRABLE');
  const deferred = cursor.takes('INITIALLY', 'DEFERRED') && !never;
  if (!deferred) cursor.takes('INITIALLY', 'IMMEDIATE');
  const key = draft.foreignKeys.at(-1);
  if (key !== undefined) key.deferrable = deferred ? 'DEFERRABLE INITIALLY DEFERRED' : null;
  return key !== undefined;
}

/** Takes an ON CONFLICT clause; null for none and for ABORT, which is the default. */
function conflict(cursor: Cursor): string | null {
  if (!cursor.takes('ON', 'CONFLICT')) return null;
  const action = cursor.next().upper;
  return action === 'ABORT' ? null : action;
}
