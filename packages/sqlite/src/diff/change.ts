import type { ModelDifference } from '../model/index.js';

/**
 * A name that was given anew. Renames are never guessed: they are read from ALTER statements or asked for.
 * `table` is the table's name before; with `column` that column of it is what got the name `to`.
 */
export interface Rename {
  readonly table: string;
  readonly column?: string;
  readonly to: string;
}

/** One thing in which two schemas differ, as a plain value. */
export interface Change {
  /** `rewrite`: means the same, and its stored text is another; told only where texts are compared. */
  readonly kind: 'create' | 'drop' | 'alter' | 'rename' | 'rewrite';
  /** `columns` is their order, `options` are STRICT and WITHOUT ROWID. */
  readonly what: ModelDifference['what'];
  /** The table it is or belongs to, under its new name where it is renamed; a view's own name. */
  readonly table: string;
  /** The column, index, trigger, view or named check; else null. */
  readonly name: string | null;
  /** For reading: `column trades.lots`. */
  readonly object: string;
  /** What was and what is to be, in SQL terms, null where there is nothing. Of a rename the names as they are, without quotes. */
  readonly from: string | null;
  readonly to: string | null;
  /** One sentence. */
  readonly reason: string;
  /** What of the data is lost or changed by it, as words that can follow "loses"; null where nothing is. */
  readonly loses: string | null;
}

export interface DiffOptions {
  readonly renames?: readonly Rename[];
  /** `exact` also tells objects that mean the same and are written otherwise. Default: `model`. */
  readonly text?: 'exact' | 'model';
}
