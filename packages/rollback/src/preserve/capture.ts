import type { StoredObject, Workbench } from '@zepix/migrations-sqlite';
import { literal, quoted } from '../store/names.js';
import type { Shape } from '../trace/shape.js';
import { copyColumns, createCopy } from './image.js';
import type { Image } from './image.js';
import type { Written } from './row-log.js';

interface Copying {
  readonly written: Written;
  /** The name of the copy. */
  readonly table: string;
  /** What was written since the run began, and what it was before; null where nothing was. */
  readonly past: { readonly copyInto: (table: string, written: Written) => void } | null;
}

/** Copies the rows of a table as they were before the run into a temporary table. */
export function copyRows(bench: Workbench, before: StoredObject, shape: Shape, { written, table, past }: Copying): Image {
  const copy = `temp.${quoted(table)}`;
  bench.exec(createCopy(copy, shape));
  if (past === null) bench.run(copying(copy, shape, written));
  else past.copyInto(copy, written);
  return { before, shape, table, parked: false, rows: null };
}

const POOL_COLUMNS = 24;

/**
 * As `copyRows`, into a table that is there for whatever comes: every change of the temporary schema has SQLite compile all its statements
 * anew, which a thousand small migrations would feel. Null where it has too few columns.
 */
export function copyFewRows(
  bench: Workbench,
  before: StoredObject,
  shape: Shape,
  { written, number }: { readonly written: Written; readonly number: number },
): Image | null {
  if (shape.columns.length > POOL_COLUMNS) return null;
  const table = `_zepix_pool${number}`;
  if (bench.rows('SELECT 1 FROM temp.sqlite_schema WHERE name = ?', table).length === 0) {
    const columns = Array.from({ length: POOL_COLUMNS }, (_, index) => `, c${index}`);
    bench.exec(`CREATE TABLE temp.${table} (k INTEGER PRIMARY KEY${columns.join('')})`);
  }
  bench.run(copying(`temp.${table}`, shape, written));
  return { before, shape, table, parked: false, rows: null, pooled: true };
}

function copying(copy: string, shape: Shape, { table, rowid, columns }: Written): string {
  const all = copyColumns(shape);
  const from = all.map(({ index }) => (index === null ? rowid : quoted(columns[index] ?? '')));
  return `INSERT INTO ${copy} (${all.map(({ into }) => into).join(', ')}) SELECT ${from.join(', ')} FROM main.${quoted(table)}`;
}

/**
 * Does what DROP TABLE does, but for the rows: the table goes out of sight under another name, whatever its size. Only where foreign keys
 * are off, since a DROP deletes its rows first and so fires their actions. https://sqlite.org/foreignkeys.html#fk_schemacommands
 */
export function parkTable(bench: Workbench, table: StoredObject, name: string): void {
  const attached = `SELECT type, name FROM main.sqlite_schema WHERE lower(tbl_name) = lower(?) AND type IN ('index', 'trigger') AND sql IS NOT NULL`;
  for (const [type, own] of bench.rows(attached, table.name)) bench.exec(`DROP ${String(type)} main.${quoted(String(own))}`);
  renameAside(bench, table.name, name);
  if (bench.rows(`SELECT 1 FROM main.sqlite_schema WHERE name = 'sqlite_sequence'`).length > 0)
    bench.run('DELETE FROM main.sqlite_sequence WHERE name = ?', name);
  for (const [statistics] of bench.rows(`SELECT name FROM main.sqlite_schema WHERE name IN ('sqlite_stat1', 'sqlite_stat4')`))
    bench.exec(`DELETE FROM main.${String(statistics)} WHERE lower(tbl) = lower(${literal(table.name)})`);
}

/**
 * Gives a table another name and leaves every word of others about it as it is. Its indexes and triggers must be gone, and foreign keys
 * off. https://sqlite.org/pragma.html#pragma_legacy_alter_table
 */
export function renameAside(bench: Workbench, from: string, to: string): void {
  const usual = bench.rows('PRAGMA legacy_alter_table')[0]?.[0];
  bench.exec('PRAGMA legacy_alter_table = ON');
  try {
    bench.exec(`ALTER TABLE main.${quoted(from)} RENAME TO ${quoted(to)}`);
  } catch (error) {
    // A CHECK that calls its columns by the table's name (drizzle-kit writes such) does not survive a rename in legacy mode.
    if (bench.rows('PRAGMA foreign_keys')[0]?.[0] !== 0n) throw error;
    moveRows(bench, from, to);
  } finally {
    if (usual !== 1n) bench.exec('PRAGMA legacy_alter_table = OFF');
  }
}

/** Moves the rows into a bare table with columns of the same names, which keeps every value and rowid as it is. */
function moveRows(bench: Workbench, from: string, to: string): void {
  const info = bench.rows(`SELECT name, pk FROM pragma_table_xinfo(${literal(from)}) WHERE hidden < 2`);
  const isWithout = bench.rows(`SELECT wr FROM pragma_table_list(${literal(from)}) WHERE schema = 'main'`)[0]?.[0] === 1n;
  const key = info.filter(([, pk]) => pk !== 0n).toSorted(([, a], [, b]) => Number(a) - Number(b));
  const hasKeyIndex = bench.rows(`SELECT 1 FROM pragma_index_list(${literal(from)}) WHERE origin = 'pk'`).length > 0;
  const alias = !isWithout && !hasKeyIndex && key.length === 1 ? key[0]?.[0] : null;
  const names = info.map(([name]) => quoted(String(name)));
  const taken = new Set(info.map(([name]) => String(name).toLowerCase()));
  const rowid = isWithout || alias !== null ? undefined : ['rowid', '_rowid_', 'oid'].find((word) => !taken.has(word));
  const columns = info.map(([name]) => `${quoted(String(name))}${name === alias ? ' INTEGER PRIMARY KEY' : ''}`);
  const last = isWithout ? [`PRIMARY KEY (${key.map(([name]) => quoted(String(name))).join(', ')})`] : [];
  bench.exec(`CREATE TABLE main.${quoted(to)} (${[...columns, ...last].join(', ')})${isWithout ? ' WITHOUT ROWID' : ''}`);
  const all = [...(rowid === undefined ? [] : [rowid]), ...names].join(', ');
  bench.exec(`INSERT INTO main.${quoted(to)} (${all}) SELECT ${all} FROM main.${quoted(from)}`);
  bench.exec(`DROP TABLE main.${quoted(from)}`);
}
