import fc from 'fast-check';
import type { Workbench } from '../../src/index.js';
import { keyColumns, quoted, isGenerated } from './write.js';
import type { ColumnSpec, Spec, TableSpec } from './random.js';

/** Some numbers that rows are made of. */
export const dice: fc.Arbitrary<readonly number[]> = fc.array(fc.nat(99), { minLength: 5, maxLength: 23 });

const VALUES = ["'short'", "'Short '", '1', '2.5', '1e3', "x'00ff'", '-7', "'12'"];
const STRICT_VALUES: Readonly<Record<string, string>> = {
  TEXT: "'text %'",
  INTEGER: '%',
  INT: '%',
  REAL: '%.5',
  BLOB: "x'%'",
  ANY: "'any %'",
};

/** Puts rows into every table; those that its own rules refuse are left out. Some go again, so that counters stand above the rows. */
export function fillTables(bench: Workbench, spec: Spec, numbers: readonly number[]): void {
  const next = rolling(numbers);
  for (const table of spec.tables) {
    const count = next() % 6;
    for (let row = 0; row < count; row += 1) insert(bench, table, row, next);
    const gone = next() % 4;
    if (gone === 0) bench.exec(`DELETE FROM ${quoted(table.name)}`);
    else if (gone === 1 && count > 0)
      bench.exec(
        `DELETE FROM ${quoted(table.name)} WHERE ${columnOf(table)} = (SELECT max(${columnOf(table)}) FROM ${quoted(table.name)})`,
      );
  }
}

function columnOf(table: TableSpec): string {
  return quoted(keyColumns(table)[0] ?? table.columns[0]?.name ?? '');
}

function rolling(numbers: readonly number[]): () => number {
  let at = 0;
  return () => (numbers[at++ % numbers.length] ?? 0) + at;
}

function insert(bench: Workbench, table: TableSpec, row: number, next: () => number): void {
  const columns = table.columns.filter((column, place) => !isGenerated(column, place));
  const key = keyColumns(table);
  const hidden = key.length === 0 ? ['_rowid_'] : [];
  const names = [...hidden, ...key.map((name) => quoted(name)), ...columns.map(({ name }) => quoted(name))];
  const values = [
    ...hidden.map(() => String(row * 7 + 3)),
    ...key.map((name) => keyValue(name, table, row)),
    ...columns.map((column) => value(table, column, next)),
  ];
  bench.exec(`INSERT OR IGNORE INTO ${quoted(table.name)} (${names.join(', ')}) VALUES (${values.join(', ')})`);
}

function keyValue(name: string, { key }: TableSpec, row: number): string {
  return name === 'key one' || (name === 'id' && key === 'text') ? `'key ${row}'` : String(row * 10 + 1);
}

function value({ strict }: TableSpec, column: ColumnSpec, next: () => number): string {
  const number = next();
  if (!column.notNull && number % 5 === 0) return 'NULL';
  if (strict) return (STRICT_VALUES[column.type] ?? 'NULL').replace('%', String((number % 80) + 10));
  return VALUES[number % VALUES.length] ?? 'NULL';
}

/** The cells of some columns of a table, each with its type, told apart by the row's key and rowid. */
export function cellsOf(bench: Workbench, table: string, columns: readonly string[], rowid: string | null): readonly string[] {
  const list = columns.map((name) => `typeof(${quoted(name)}) || ' ' || quote(${quoted(name)})`);
  const cells = [...(rowid === null ? [] : [rowid]), ...list].map((cell) => `ifnull(${cell}, '-')`);
  if (cells.length === 0) return bench.rows(`SELECT count(*) FROM ${quoted(table)}`).map(String);
  return bench
    .rows(`SELECT ${cells.join(` || '|' || `)} FROM ${quoted(table)}`)
    .map(String)
    .toSorted();
}

export function counterOf(bench: Workbench, table: string): readonly string[] {
  const exists = bench.rows("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_sequence'").length > 0;
  return exists ? bench.rows('SELECT seq FROM sqlite_sequence WHERE name LIKE ?', table).map(String) : [];
}
