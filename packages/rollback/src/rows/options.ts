import type { SqlValue } from '@zepix/migrations-core';
import type { SchemaModel } from '@zepix/migrations-sqlite';

/** Which rows to make. */
export interface FillOptions {
  /** Rows to add to each table. */
  readonly rows: number;
  readonly seed: number;
  /** Whether NULL is put where it may stand. */
  readonly nulls: boolean;
  /** Whether every value of a column should differ from the others. */
  readonly distinct: boolean;
  /** Only values of which nobody could say that no application writes them. */
  readonly tame: boolean;
  /** Values worth having, by folded column name: those that scripts ask for. */
  readonly hints?: ReadonlyMap<string, readonly SqlValue[]> | undefined;
  /** How often such a value is taken, from 0 to 1; default 0.4. */
  readonly hinted?: number | undefined;
  /** A schema that the rows will be brought into: its rules count as well. */
  readonly later?: SchemaModel | null;
}

/** How far a table could be filled. */
export interface Filled {
  readonly table: string;
  readonly rows: number;
  /** What the last row that did not fit broke; null where all fitted. */
  readonly reason: string | null;
}
