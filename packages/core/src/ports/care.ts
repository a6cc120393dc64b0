import type { Target } from './target.js';

/** One thing that an examination of a database looked at. */
export interface Finding {
  /** What was looked at, in a word or two: `integrity`, `write lock`. */
  readonly topic: string;
  readonly level: 'ok' | 'warn' | 'bad';
  /** What was found, in one line. */
  readonly text: string;
  /** What to do about it; null where nothing is to be done. */
  readonly advice: string | null;
}

/** One object of a schema, with the statements that make and remove it (without a semicolon). */
export interface SchemaObject {
  readonly kind: 'table' | 'index' | 'view' | 'trigger';
  readonly name: string;
  readonly create: string;
  readonly drop: string;
}

/** A column of `TableRows`. */
export interface RowColumn {
  readonly name: string;
  /** Where the column's default comes from the clock or from chance: what it gives now, as in `rows`. Null for any other column. */
  readonly changingDefault: string | null;
}

/** All rows of one table. */
export interface TableRows {
  readonly table: string;
  readonly columns: readonly RowColumn[];
  /** Each value as text that stands for it exactly: two values are the same, type and bits, when their texts are. */
  readonly rows: readonly (readonly string[])[];
  /** The counter that numbers its rows, where it has one of its own. */
  readonly counter: string | null;
}

/** All rows of a database but the engine's own, and the numbers that applications keep in its file. */
export interface Contents {
  readonly tables: readonly TableRows[];
  readonly settings: Readonly<Record<string, number>>;
}

/** Whether the value in a column of a row (by its place in `TableRows.rows`) is left to the column's default. */
export type LeavesOut = (table: TableRows, row: number, column: RowColumn) => boolean;

/** What a driver does to a database as a whole, outside of migrations. */
export interface Caretaker {
  /**
   * Looks at a database from all sides; changes no content and leaves no file. `full` takes the slow integrity check.
   * @throws MigrationError as `Driver.read`
   */
  examine(target: Target, options: { readonly full: boolean }): readonly Finding[];
  /** The statements (without semicolons) that put the contents into empty tables. */
  fill(contents: Contents, leavesOut: LeavesOut): readonly string[];
  /** What `remove` would remove: the database's file, and those that belong to it. Absolute paths. */
  files(target: Target): readonly string[];
  /**
   * Removes the database's file and those that belong to it, but for the runner's lock, which must be held.
   * @throws MigrationError DATABASE_LOCKED while another connection has it open, NOT_A_DATABASE
   */
  remove(target: Target): void;
  /** Removes the files of the runner's lock, once it is given back and its database is gone. */
  removeLock(target: Target): void;
}
