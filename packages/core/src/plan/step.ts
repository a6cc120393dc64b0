import type { ScriptFile } from '../files/folder.js';
import type { Header } from '../files/header.js';
import type { Version } from '../kernel/version.js';
import type { Cursor } from '../ports/ledger.js';
import type { Direction, Program } from '../ports/script.js';

/** One migration to run, with all that its run needs. */
export interface Step {
  readonly direction: Direction;
  readonly version: Version;
  readonly name: string;
  /** What runs: the migration's file, or its rollback (from the file or from the ledger). */
  readonly script: ScriptFile;
  /** Of a down: the rollback came from the ledger, not from a file. */
  readonly stored: boolean;
  readonly header: Header;
  readonly program: Program;
  readonly description: string | null;
  /** Kept in the ledger with an up, so that it can be taken back without the file. */
  readonly rollback: ScriptFile | null;
  /** Where to go on in a migration without a transaction that was interrupted. */
  readonly resume: Cursor | null;
  /** Words for the reader: what was left out of the script, what is not promised. */
  readonly notices: readonly string[];
}
