import type { MigrationError } from '../kernel/error.js';
import type { Location, SourceText } from '../kernel/location.js';
import type { Version } from '../kernel/version.js';

/** A migration goes up (apply) or down (take back). */
export type Direction = 'up' | 'down';

/** One line comment of the block before the first statement, without its comment marks and outer blanks. */
export interface CommentLine {
  readonly text: string;
  readonly location: Location;
}

/** A script cut into statements by the driver, not yet judged. Opaque to the core but for its header. */
export interface Script {
  readonly source: SourceText;
  /** The line comments before the first statement, in order. */
  readonly header: readonly CommentLine[];
  /** How many statements it has (a trigger with its body is one). */
  readonly size: number;
}

/** What `compile` must know of the migration that a script belongs to. */
export interface Intent {
  readonly direction: Direction;
  readonly version: Version;
  /** The ledger's table name, whose rows a script may write for its own version only. */
  readonly ledgerTable: string;
  /** False for `Transaction: NO`: the script then may hold statements that cannot run in a transaction. */
  readonly transactional: boolean;
  /** Whether foreign keys stay enforced while it runs (`Foreign-Keys: ON`). */
  readonly foreignKeys: boolean;
  /**
   * Written for another tool: its comments are prose, whatever they begin with, and settings that do nothing in a transaction are left
   * out instead of refused, since that tool ran them in one, too.
   */
  readonly adopted?: boolean;
}

/**
 * What a statement is for:
 * `change` alters schema or rows; `query` is a SELECT whose rows are shown as a notice; `guard` is a SELECT with RAISE(ABORT, …);
 * `assert` is a SELECT under `-- assert: message` whose value must be true; `setting` is a hint that takes effect on the connection.
 */
export type StatementRole = 'change' | 'query' | 'guard' | 'assert' | 'setting';

/** One statement ready to run. */
export interface Statement {
  readonly role: StatementRole;
  /** What is handed to the database; may differ from `original` (a guard's RAISE is rewritten). */
  readonly sql: string;
  /** As it stands in the file, without leading comments. */
  readonly original: string;
  readonly location: Location;
  /** Written where a word in double quotes that names nothing is text, as most builds of SQLite have it; absent means no. */
  readonly quotedText?: boolean;
  /** The message of an `assert`. */
  readonly message?: string;
  /** True where it can't run inside a transaction (VACUUM, ATTACH, journal_mode, the script's own BEGIN … COMMIT). */
  readonly standalone: boolean;
}

/** What a statement does to data that may already be there. `tables` are names as written, unquoted. */
export interface Effect {
  readonly kind: 'drop-table' | 'drop-column' | 'delete' | 'update' | 'replace' | 'unparsed';
  /** The table that loses something; null where that can't be told (`unparsed`). */
  readonly table: string | null;
  readonly location: Location;
  readonly original: string;
}

/** The mentions of what can't be read: it says that it has every name, and lists none. */
class EveryName extends Set<string> {
  override has(): boolean {
    return true;
  }
}
export const EVERY_NAME: ReadonlySet<string> = new EveryName();

/** A script judged for one migration and ready to run. */
export interface Program {
  /** To run inside the migration's transaction, in order. */
  readonly statements: readonly Statement[];
  /** SELECTs that stood after the script's own COMMIT: run after ours, shown as notices, never fail the migration. */
  readonly afterwards: readonly Statement[];
  /** What it destroys or overwrites, by its text alone. */
  readonly effects: readonly Effect[];
  /** Names of all tables and other identifiers it mentions, lower case: a superset of what it touches. `EVERY_NAME` for code. */
  readonly mentions: ReadonlySet<string>;
  /** Words that were taken out (BEGIN, PRAGMA foreign_keys …), each a sentence for the reader. */
  readonly notices: readonly string[];
  /** Whether the script itself turns foreign keys on or off (`false` where it does both); absent where it does not say. */
  readonly foreignKeys?: boolean;
  /** The description in the script's own INSERT into the ledger, where it has one. */
  readonly ownDescription: string | null;
  /** Everything that forbids it to run; empty when it may. */
  readonly problems: readonly MigrationError[];
}
