import type { RawRow, Workbench } from '@zepix/migrations-sqlite';
import { quoted } from './names.js';

/** A cell as JSON: null, or a letter for its type and its value. `x`: text that no string of JavaScript holds, by its bytes. */
type Cell = string | null;

/** A side table that is so small that it stands in its manifest: a table for each of a thousand small migrations would slow all others. */
export interface PackedTable {
  readonly table: string;
  /** Its columns as they are defined. */
  readonly columns: string;
  readonly rows: readonly (readonly Cell[])[];
}

/** The most that is packed. */
const MOST_ROWS = 50;
const MOST_CHARACTERS = 8_000;

/** A query: `rest` is what follows its columns, with `values` for its parameters. */
export interface Source {
  readonly rest: string;
  readonly values: readonly bigint[];
}

/** The rows of a query of these columns where they are few and small; else null. */
export function pack(bench: Workbench, select: readonly string[], { rest, values }: Source): PackedTable['rows'] | null {
  const cells = select.map((one) => `${one}, CASE typeof(${one}) WHEN 'text' THEN CAST(${one} AS BLOB) END`);
  const rows = bench.rows(`SELECT ${cells.join(', ')} ${rest} LIMIT ${MOST_ROWS + 1}`, ...values);
  if (rows.length > MOST_ROWS) return null;
  const packed: (readonly Cell[])[] = [];
  let characters = 0;
  for (const row of rows) {
    const line = select.map((_, at) => packCell(row[2 * at] ?? null, row[2 * at + 1] ?? null));
    characters += line.reduce((sum, cell) => sum + (cell?.length ?? 0), 0);
    if (characters > MOST_CHARACTERS) return null;
    packed.push(line);
  }
  return packed;
}

/** Makes the table again that was packed. */
export function unpack(bench: Workbench, { table, columns, rows }: PackedTable): void {
  bench.exec(`CREATE TABLE main.${quoted(table)} (${columns})`);
  for (const row of rows) {
    const values = row.map(parameter).join(', ');
    bench.run(`INSERT INTO main.${quoted(table)} VALUES (${values})`, ...row.map(unpackCell));
  }
}

/** A whole number is bound as an integer, and text as it is: what else they were must be said. */
function parameter(cell: Cell): string {
  const type = cell?.[0];
  return type === 'x' ? 'CAST(? AS TEXT)' : type === 'r' ? 'CAST(? AS REAL)' : '?';
}

function packCell(value: RawRow[number], bytes: RawRow[number]): Cell {
  if (value === null) return null;
  if (typeof value === 'bigint') return `i${value}`;
  if (typeof value === 'number') return `r${Object.is(value, -0) ? '-0' : String(value)}`;
  if (typeof value !== 'string') return `b${Buffer.from(value).toString('base64')}`;
  const stored = Buffer.from(bytes instanceof Uint8Array ? bytes : []);
  return Buffer.from(value, 'utf8').equals(stored) ? `t${value}` : `x${stored.toString('base64')}`;
}

function unpackCell(cell: Cell): bigint | number | string | Uint8Array | null {
  if (cell === null) return null;
  const rest = cell.slice(1);
  switch (cell[0]) {
    case 'i':
      return BigInt(rest);
    case 'r':
      return Number(rest);
    case 't':
      return rest;
    default:
      return new Uint8Array(Buffer.from(rest, 'base64'));
  }
}
