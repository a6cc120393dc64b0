/**
 * The schema of one SQLite database as plain data: what an application can see of it, free of how it was written down.
 *
 * Identifiers keep the spelling of their declaration (a result's column names show it) and are compared without regard to ASCII case.
 * Expressions are normalised text: comments and blanks folded, keywords upper-cased, identifiers without needless quotes, names spelled
 * as they are declared. Everything that SQLite treats alike is stored alike: a column constraint and the same table constraint, an
 * explicit default of a clause and its absence, `REFERENCES p` and `REFERENCES p(id)`.
 */
export interface SchemaModel {
  readonly tables: readonly TableModel[];
  readonly indexes: readonly IndexModel[];
  readonly triggers: readonly TriggerModel[];
  readonly views: readonly ViewModel[];
}

export interface TableModel {
  readonly kind: 'table' | 'virtual';
  readonly name: string;
  /** In their order. Empty for a virtual table whose module is not available, and in a stored model of any virtual table. */
  readonly columns: readonly ColumnModel[];
  readonly primaryKey: KeyModel | null;
  readonly autoincrement: boolean;
  readonly strict: boolean;
  readonly withoutRowid: boolean;
  /** From UNIQUE constraints; a unique index is an `IndexModel`. */
  readonly uniques: readonly KeyModel[];
  readonly checks: readonly CheckModel[];
  readonly foreignKeys: readonly ForeignKeyModel[];
  /**
   * What the other fields do not say: a virtual table's whole CREATE text, normalised. For a table null, because its structure says
   * all; the normalised CREATE text where it holds something that could not be read, so that no change of it goes unseen.
   */
  readonly definition: string | null;
}

export interface ColumnModel {
  readonly name: string;
  /** Upper case, blanks folded; empty where none was declared. */
  readonly type: string;
  readonly notNull: boolean;
  readonly notNullName: string | null;
  /** What NOT NULL does on conflict; null for ABORT. */
  readonly notNullConflict: string | null;
  /** The default's expression without its outer parentheses; null where there is none, or NULL. */
  readonly default: string | null;
  /** The place in the primary key, from 1; 0 outside it. */
  readonly primaryKey: number;
  /** Upper case; null for BINARY. */
  readonly collation: string | null;
  readonly generated: 'virtual' | 'stored' | null;
  readonly expression: string | null;
}

/** A primary key or a UNIQUE constraint. */
export interface KeyModel {
  readonly name: string | null;
  readonly columns: readonly KeyColumn[];
  /** Null for ABORT. */
  readonly onConflict: string | null;
}

export interface KeyColumn {
  readonly column: string;
  readonly desc: boolean;
  /** Upper case; null where it is the column's own. */
  readonly collation: string | null;
}

export interface CheckModel {
  readonly name: string | null;
  readonly expression: string;
}

export interface ForeignKeyModel {
  readonly name: string | null;
  readonly columns: readonly string[];
  readonly parent: string;
  /** The parent's primary key where the text names none; empty where that can't be found. */
  readonly parentColumns: readonly string[];
  readonly onUpdate: string;
  readonly onDelete: string;
  /** SQLite reads and ignores it. `NONE` stands for SIMPLE too. */
  readonly match: string;
  /** `DEFERRABLE INITIALLY DEFERRED`, the only form with an effect, or null. */
  readonly deferrable: string | null;
}

export interface IndexModel {
  readonly name: string;
  readonly table: string;
  readonly unique: boolean;
  readonly columns: readonly IndexColumn[];
  readonly where: string | null;
}

/** Exactly one of `column` and `expression` is set. */
export interface IndexColumn {
  readonly column: string | null;
  readonly expression: string | null;
  readonly desc: boolean;
  /** Upper case; null where it is the column's own, or BINARY for an expression. */
  readonly collation: string | null;
}

export interface TriggerModel {
  readonly name: string;
  readonly table: string;
  /** The whole CREATE text, normalised. */
  readonly definition: string;
}

export interface ViewModel {
  readonly name: string;
  /** The column names given in the CREATE text; null where it gives none. */
  readonly columns: readonly string[] | null;
  /** The whole CREATE text, normalised. */
  readonly definition: string;
}
