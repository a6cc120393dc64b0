import { MigrationError } from '../kernel/error.js';
import type { LeavesOut, RowColumn, TableRows } from '../ports/care.js';
import type { Made } from './made.js';

/** Values that another run of the same migrations would not give again. */
export interface Changing {
  /** Which values a squashed file leaves to the column's default. */
  readonly leavesOut: LeavesOut;
  /** `table.column`, of values that are left to their default, and of those that have none to be left to. */
  readonly defaulted: ReadonlySet<string>;
  readonly frozen: ReadonlySet<string>;
}

/** Finds them by comparing two runs, a second apart. @throws SQUASH_UNPROVEN where the runs differ in more than values */
export function findChanging(first: Made, second: Made, database: string): Changing {
  if (first.schema.hash !== second.schema.hash) throw unsteady(database, 'make another schema each time');
  const out = new Set<string>();
  const [defaulted, frozen] = [new Set<string>(), new Set<string>()];
  for (const [index, table] of first.contents.tables.entries()) {
    const other = second.contents.tables[index];
    if (other === undefined || other.rows.length !== table.rows.length || other.columns.length !== table.columns.length) {
      throw unsteady(database, `make other rows in ${table.table} each time`);
    }
    for (const cell of changingCells(table, other)) {
      const name = `${table.table}.${cell.column.name}`;
      if (cell.column.changingDefault === null) frozen.add(name);
      else {
        defaulted.add(name);
        out.add(key(table, cell.row, cell.column));
      }
    }
  }
  return { defaulted, frozen, leavesOut: (table, row, column) => out.has(key(table, row, column)) };
}

interface Cell {
  readonly row: number;
  readonly column: RowColumn;
}

/** A value that is what the default gives at this moment came from it, even where both runs saw the same (a date, on the same day). */
function changingCells({ columns, rows }: TableRows, other: TableRows): Cell[] {
  return rows.flatMap((values, row) =>
    columns.flatMap((column, at) => {
      const differs = values[at] !== other.rows[row]?.[at];
      return differs || (column.changingDefault !== null && values[at] === column.changingDefault) ? [{ row, column }] : [];
    }),
  );
}

function key({ table }: TableRows, row: number, { name }: RowColumn): string {
  return JSON.stringify([table, row, name]);
}

function unsteady(database: string, what: string): MigrationError {
  return new MigrationError('SQUASH_UNPROVEN', `The migrations of ${database} ${what}: no one file can stand for them.`, {
    hint: 'Look for random() and for the time in what they insert or create.',
    dataState: 'Nothing was changed.',
  });
}
