/** One statement of a change, without a semicolon; one can follow its last character. */
export interface ChangeStatement {
  readonly sql: string;
  /** What it does to which object, for tools: `setting` is a PRAGMA, `counter` a row of sqlite_sequence, `guard` only looks. */
  readonly action: 'setting' | 'drop' | 'rename' | 'alter' | 'create' | 'copy' | 'counter' | 'guard';
  /** `table trades`, `column trades.lots`; what the settings are for. */
  readonly object: string;
  /** One sentence: a comment for above it. */
  readonly reason: string;
}

/** SQL expressions by table and column, named as they are afterwards. */
export type ColumnExpressions = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface SqlOptions {
  /**
   * `exact`: what is created or rebuilt gets the CREATE text of `to` byte for byte, and an ALTER is used only where it leaves those bytes.
   * `model`: tables and indexes are printed in one fixed form, and an ALTER where the result means the same. Default: `model`.
   */
  readonly text?: 'exact' | 'model';
  /** The oldest SQLite that is to run the statements, `3.35` or `3.53.2`. Default: the one that is bundled. */
  readonly sqlite?: string;
  /**
   * Begin with a SELECT for each thing that rows may not allow (NOT NULL, UNIQUE, CHECK), which raises with their number. They use RAISE as
   * only this engine's migrations can. Default: false.
   */
  readonly guards?: boolean;
  /** What a column gets in a rebuild, computed from a row of the table as it was; its columns under their old names. */
  readonly copy?: ColumnExpressions;
  /** What a column gets where it was NULL or not there, computed likewise. */
  readonly fill?: ColumnExpressions;
}
