/** The model of a database's schema: what drift is measured against. Only the driver knows what is inside `text`. */
export interface Schema {
  /** SHA-256 of `text`, hexadecimal. */
  readonly hash: string;
  /** The canonical model as text. */
  readonly text: string;
}

/** One difference between the schema that was expected and the one that was found. */
export interface SchemaDifference {
  /** `table orders`, `column orders.sl`, `index idx_orders_status`, … */
  readonly object: string;
  readonly change: 'missing' | 'unexpected' | 'changed';
  /** What was expected and found, in SQL terms; null where there is nothing. */
  readonly expected: string | null;
  readonly found: string | null;
  /**
   * The one statement that brings the expected back, without a semicolon; null where it takes more than one. Those of a database work in
   * the order of its differences. Where rows would be lost it is a comment, `-- DROP TABLE …`, for a human to decide.
   */
  readonly mend: string | null;
}
