import { foldName, quoteName } from '@zepix/migrations-sqlite';
import type { RawRow, StoredObject, Workbench } from '@zepix/migrations-sqlite';
import { cellText } from './cell.js';

/** A row as text that stands for it exactly, by its columns: two cells are the same, type and bits, when their texts are. */
export type ImageRow = readonly string[];

/** The rows of one table, each exactly. */
export interface TableImage {
  readonly name: string;
  readonly kind: 'table' | 'virtual';
  /** Every stored column: what is computed from others comes back with them. Empty for a virtual table that can't be read. */
  readonly columns: readonly string[];
  /** Places in `columns` of what finds a row: the primary key; empty where there is none. */
  readonly key: readonly number[];
  readonly rows: readonly ImageRow[];
  /** The rowid of each row where no column shows it; null where one does, or there is none. */
  readonly rowids: readonly string[] | null;
  /** What a full-text index finds, sorted; null for anything else. */
  readonly terms: readonly string[] | null;
}

/** Everything that a database holds, as plain data: for scratch databases, since it is all in memory. */
export interface Image {
  readonly objects: readonly StoredObject[];
  /** By folded name. Shadow tables of virtual tables are left out: they are seen through the virtual table. */
  readonly tables: ReadonlyMap<string, TableImage>;
  /** The AUTOINCREMENT counters by folded table name. */
  readonly counters: ReadonlyMap<string, string>;
  /** `user_version` and `application_id`. */
  readonly settings: ReadonlyMap<string, string>;
}

/** Reads a whole database but for the tables that `ignore` holds for. */
export function readImage(bench: Workbench, ignore: (name: string) => boolean = () => false): Image {
  const facts = bench.tables().filter(({ name, type }) => (type === 'table' || type === 'virtual') && !ignore(name));
  const shadows = new Set(bench.tables().flatMap(({ name, type }) => (type === 'shadow' ? [foldName(name)] : [])));
  const objects = bench.objects().filter(({ name, table }) => !shadows.has(foldName(table)) && !ignore(name) && !ignore(table));
  const sqlOf = new Map(objects.flatMap(({ type, name, sql }) => (type === 'table' ? [[foldName(name), sql ?? ''] as const] : [])));
  return {
    objects,
    tables: new Map(
      facts.map(({ name, type, withoutRowid }) => [
        foldName(name),
        readTable(bench, { name, kind: type === 'virtual' ? 'virtual' : 'table', withoutRowid, sql: sqlOf.get(foldName(name)) ?? '' }),
      ]),
    ),
    counters: readCounters(bench),
    settings: new Map(['user_version', 'application_id'].map((name) => [name, String(bench.rows(`PRAGMA ${name}`)[0]?.[0])])),
  };
}

interface ReadableTable {
  readonly name: string;
  readonly kind: TableImage['kind'];
  readonly withoutRowid: boolean;
  readonly sql: string;
}

interface ColumnFacts {
  readonly name: string;
  readonly hidden: number;
  readonly pk: number;
}

function readTable(bench: Workbench, table: ReadableTable): TableImage {
  const { name, kind } = table;
  const columns = columnsOf(bench, name).filter(({ hidden }) => hidden === 0);
  const keyed = columns.filter(({ pk }) => pk > 0).toSorted((a, b) => a.pk - b.pk);
  const key = keyed.map((column) => columns.indexOf(column));
  const rowid = rowidName(bench, table, columns);
  const read = kind === 'virtual' ? readVirtual(bench, name, rowid, columns) : readRows(bench, name, rowid, columns);
  if (read === null) return { name, kind, columns: [], key: [], rows: [], rowids: null, terms: null };
  return {
    name,
    kind,
    columns: columns.map((column) => column.name),
    key,
    rows: rowid === null ? read : read.map((row) => row.slice(1)),
    rowids: rowid === null ? null : read.map(([id]) => id ?? ''),
    terms: kind === 'virtual' && /\bfts5\b/i.test(table.sql) ? readTerms(bench, name) : null,
  };
}

function columnsOf(bench: Workbench, table: string): readonly ColumnFacts[] {
  const rows = bench.rows(`SELECT name, hidden, pk FROM pragma_table_xinfo(?, 'main') ORDER BY cid`, table);
  return rows.map(([name, hidden, pk]) => ({ name: String(name), hidden: Number(hidden), pk: Number(pk) }));
}

/** The name under which a rowid that no column shows can be read; null where there is nothing to read. */
function rowidName(
  bench: Workbench,
  { name, kind, withoutRowid }: Pick<ReadableTable, 'name' | 'kind' | 'withoutRowid'>,
  columns: readonly ColumnFacts[],
): string | null {
  if (withoutRowid) return null;
  if (kind === 'table' && columns.filter(({ pk }) => pk > 0).length === 1 && isAlias(bench, name)) return null;
  const taken = new Set(columns.map((column) => foldName(column.name)));
  return ['rowid', '_rowid_', 'oid'].find((one) => !taken.has(one)) ?? null;
}

/** A single INTEGER PRIMARY KEY is the rowid itself and needs no index; every other primary key has one. */
function isAlias(bench: Workbench, table: string): boolean {
  return bench.rows(`SELECT 1 FROM pragma_index_list(?, 'main') WHERE origin = 'pk'`, table).length === 0;
}

/** Text is read as its bytes: what is no valid UTF-8 must not be taken for something else. */
function readRows(bench: Workbench, table: string, rowid: string | null, columns: readonly ColumnFacts[]): ImageRow[] {
  const names = [...(rowid === null ? [] : [rowid]), ...columns.map(({ name }) => `"${name.replaceAll('"', '""')}"`)];
  const cells = names.map((name) => `typeof(${name}), CASE typeof(${name}) WHEN 'text' THEN CAST(${name} AS BLOB) ELSE ${name} END`);
  if (cells.length === 0) return [];
  const rows = bench.rows(`SELECT ${cells.join(', ')} FROM main.${quoteName(table)}`);
  return rows.map((row) => names.map((_, index) => cellText(row[index * 2], row[index * 2 + 1] ?? null)));
}

/** Null where it can't be read: a full-text index over a table or column that is gone. */
function readVirtual(bench: Workbench, table: string, rowid: string | null, columns: readonly ColumnFacts[]): ImageRow[] | null {
  try {
    return readRows(bench, table, rowid, columns);
  } catch {
    return null;
  }
}

/** The index itself, through SQLite's own window on it: the bytes behind it differ between two indexes of the same content. */
function readTerms(bench: Workbench, table: string): readonly string[] | null {
  const vocabulary = `temp._zepix_terms`;
  try {
    bench.exec(`CREATE VIRTUAL TABLE ${vocabulary} USING fts5vocab('main', ${text(table)}, 'instance')`);
    const rows: readonly RawRow[] = bench.rows(`SELECT term, doc, col, offset FROM ${vocabulary}`);
    return rows.map((row) => row.map(String).join('\u0001')).sort();
  } catch {
    return null; // Its detail level keeps no instances, or its content table is gone: the rows still say what it holds.
  } finally {
    bench.exec(`DROP TABLE IF EXISTS ${vocabulary}`);
  }
}

function readCounters(bench: Workbench): ReadonlyMap<string, string> {
  if (bench.rows(`SELECT 1 FROM main.sqlite_schema WHERE name = 'sqlite_sequence'`).length === 0) return new Map();
  return new Map(bench.rows('SELECT name, seq FROM sqlite_sequence').map(([name, seq]) => [foldName(String(name)), String(seq)]));
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
