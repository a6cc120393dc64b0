import type { Executor } from './driver.js';
import type { Effect, Program } from './script.js';

/** A compiled script with what its header says of how it runs. */
export interface Playable {
  readonly program: Program;
  /** `Foreign-Keys: ON`. */
  readonly foreignKeys: boolean;
  /** False for `Transaction: NO`. */
  readonly transactional: boolean;
  /** Whether its comments say that Prisma wrote tables anew in it; default false. */
  readonly redefinesTables?: boolean;
}

/** How a rollback is tried. */
export interface TrialOptions {
  /** Generated rows a table. */
  readonly rows: number;
  readonly seed: number;
  /** Whether the schema must come back byte for byte, or only mean the same. */
  readonly exact: boolean;
}

/** One thing that is not as it was before, as a rollback's trial found it. */
export interface Discrepancy {
  readonly kind: 'schema' | 'rows' | 'counter' | 'setting' | 'index' | 'foreign-key' | 'failure';
  /** What it is about: `table orders`, `column orders.sl`, `index idx_orders`. */
  readonly object: string;
  /** In one readable sentence: how many rows, and an example with its value before and after; of a schema what was expected and found. */
  readonly text: string;
  /** The rows concerned; 0 where it is not about rows. */
  readonly rows: number;
}

/** What came out of a trial. Nothing is missing where the three lists are empty. */
export interface Verdict {
  /** The schema after up and down, against before; also a rollback that fails. */
  readonly schema: readonly Discrepancy[];
  /** Every row after up and down, against before. */
  readonly data: readonly Discrepancy[];
  /** What became of rows that an application changed and added in between. Tried only where the schema comes back. */
  readonly writes: readonly Discrepancy[];
  /** Rows that each table was filled with; fewer than asked for where the migration refused them. */
  readonly rows: number;
  /** What the migration overwrites or deletes by its words, and no generated row showed. */
  readonly unseen: readonly Effect[];
  /** Tables that could not be filled as far, and what the first row broke that did not fit. */
  readonly unfilled: readonly { readonly table: string; readonly rows: number; readonly reason: string | null }[];
}

/** A rollback that was made of what a migration does. */
export interface Draft {
  /** The statements, without a header; empty where there is nothing to take back. */
  readonly sql: string;
  /** What its trial showed: an incomplete one says here what it can't bring back. */
  readonly verdict: Verdict;
}

/** A history of migrations, run one after the other on a scratch database. Everything is synchronous. */
export interface Study {
  /** Begins again with a database file that migrations made: for histories that hold code. */
  load(location: string): void;
  /**
   * The rollback for the next migration, from what that does; tried. `renames` are `old:new` or `table.old:new`.
   * @throws MigrationError where the migration does not run
   */
  draft(
    up: Playable,
    compile: (sql: string) => Playable,
    options: TrialOptions & { readonly renames?: readonly string[] | undefined },
  ): Draft;
  /** Tries a rollback of the next migration. @throws MigrationError where the migration does not run */
  try(up: Playable, down: Playable, options: TrialOptions): Verdict;
  /** Goes on behind the next migration. @throws MigrationError where it does not run */
  advance(up: Playable): void;
  close(): void;
}

/** What a migration does to the schema, looked at in its own transaction. */
export interface Reversal {
  /**
   * The SQL that gives the schema back as it was, called behind the last statement; null where nothing of the schema changed, or no script
   * was found that does. Of the rows it keeps what is there; what the migration overwrote or destroyed is not in it.
   */
  script(): string | null;
}

/** Makes rollbacks and proves them. A part of its own (the rollback package). */
export interface Rollbacks {
  /** `sqlite 3.53.2`: what proofs are made with. */
  engine(): string;
  /** Opens an empty scratch database. `ledgerTable` is none of the application's tables. */
  study(ledgerTable: string): Study;
  /** Looks at the schema before a migration runs. `up`: what will run; null for code. */
  reverse(executor: Executor, ledgerTable: string, up: Playable | null): Reversal;
}
