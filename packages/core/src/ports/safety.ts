import type { Version } from '../kernel/version.js';
import type { Executor, View } from './driver.js';
import type { Direction } from './script.js';

/** What the safety part must know of the step that it guards. */
export interface Guarded {
  readonly version: Version;
  readonly name: string;
  readonly direction: Direction;
  /** SHA-256 of the migration as it was or is applied (of an up: its file's); null where the ledger does not know it. */
  readonly checksum: string | null;
  readonly runId: string;
  /** UTC, ISO 8601 with Z. */
  readonly at: string;
  readonly foreignKeys: boolean;
  readonly ledgerTable: string;
  /** Of a down: whether a rollback script runs, or what was preserved is all there is. */
  readonly way: 'script' | 'preserved';
  /** Whether the script says that it redefines tables as Prisma does (`-- RedefineTables`): each by way of one named `new_…`. */
  readonly redefinesTables: boolean;
  /** Whether rows that can't go back may be kept aside. */
  readonly mayKeepAside: boolean;
  /** Values for what the old schema asks for and rows written since don't have. */
  readonly fills: readonly Fill[];
}

/** `--fill column=expression`; `table` null means every table. The expression is SQL over the row's columns. */
export interface Fill {
  readonly table: string | null;
  readonly column: string;
  readonly expression: string;
}

/** Something that was there before a migration and is kept. */
export interface KeptItem {
  readonly kind: 'table' | 'column' | 'deleted-rows' | 'changed-values' | 'inserted-keys' | 'kept-aside';
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: number;
}

/** What was kept with one migration. */
export interface Kept {
  readonly items: readonly KeptItem[];
  /** Sizes in the database file, as far as they can be told. */
  readonly bytes: number;
}

/** Where what was preserved and what stands now could not both stay. */
export interface Conflict {
  readonly kind: 'rewritten' | 'deleted-since' | 'kept-aside' | 'renumbered' | 'attached' | 'unlinked' | 'used-again';
  readonly table: string;
  readonly column: string | null;
  readonly rows: number;
  /** One sentence. */
  readonly reason: string;
}

/** What was brought back, or would be. */
export interface Returned {
  readonly rows: number;
  readonly values: number;
  readonly conflicts: readonly Conflict[];
  /** Words for the reader. */
  readonly notices: readonly string[];
}

/** What a guard came to. */
export interface Sealed {
  readonly kept: Kept;
  /** Null where nothing preserved was to be brought back. */
  readonly returned: Returned | null;
  /** Words for the reader: what else was done for the script, so that nothing is lost. */
  readonly notices: readonly string[];
}

/** Held from before the first statement to after the last one. */
export interface Guard {
  /** What the migration must run on: it sees every statement before and after it ran. */
  readonly executor: Executor;
  /** Whether there is something to bring back: foreign keys are judged when it is there. */
  readonly bringsBack: boolean;
  /** Brings back what is to come back, and keeps what was destroyed. Called after the last statement and before the ledger row. */
  seal(): Sealed;
}

/** What is preserved of one migration. */
export interface Preserved extends Kept {
  readonly version: Version;
  readonly direction: Direction;
  readonly at: string;
  readonly runId: string;
  readonly checksum: string | null;
}

/** Which of what is preserved is given up. All conditions hold together; none at all means everything. */
export interface PruneChoice {
  /** Only what is older than this time (UTC, ISO 8601 with Z). */
  readonly before?: string | undefined;
  /** The newest so many stay. */
  readonly keep?: number | undefined;
}

/**
 * Keeps what a migration destroys, so that it can come back, and brings it back. A part of its own (the rollback package); a migrator
 * without it asks before anything destructive and says that nothing is preserved.
 */
export interface Safety {
  /** Called in the up's or down's transaction, before its first statement. */
  guard(executor: Executor, about: Guarded): Guard;
  /** What is preserved in a database, oldest first. */
  preserved(view: View): readonly Preserved[];
  /** Whether what is preserved of an up, when it comes back, writes a few rows and nothing else. */
  bringsBackLittle(view: View, version: Version): boolean;
  /** Gives up what is preserved; tells what. Runs in the transaction that is open. */
  prune(executor: Executor, choice: PruneChoice): readonly Preserved[];
}
