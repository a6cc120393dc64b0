/** A database as the driver addresses it. */
export interface Target {
  /** The real path (links resolved as far as they exist), or what stands for it in other dialects: the key of locks. */
  readonly id: string;
  /** For people: the path as configured. */
  readonly shown: string;
  /** The ledger's table name. */
  readonly ledgerTable: string;
}
