import type { ScriptFile } from '../files/folder.js';
import type { ProofState } from '../files/proof.js';
import type { Header } from '../files/header.js';
import type { Version } from '../kernel/version.js';
import type { Cursor } from '../ports/ledger.js';
import type { CodeModule, MigrationContext } from '../ports/code.js';
import type { Direction, Intent, Program } from '../ports/script.js';

/** A migration's code, loaded and ready to run. */
export interface StepCode {
  readonly module: CodeModule;
  /** Its `up` or `down`. */
  readonly run: (m: MigrationContext) => unknown;
  /** How the SQL it runs is judged. */
  readonly intent: Intent;
}

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
  /** Set where the migration is code; `program` then says only that it may do anything. */
  readonly code: StepCode | null;
  readonly description: string | null;
  /** Of a down: whether the script runs, or what the safety part preserved is all there is. */
  readonly way: 'script' | 'preserved';
  /** Of a down by script: what was preserved could take its place. */
  readonly spare?: boolean;
  /** SHA-256 of the migration as it is or was applied; null where the ledger does not know it. */
  readonly appliedChecksum: string | null;
  /** Kept in the ledger with an up, so that it can be taken back without the file. */
  readonly rollback: ScriptFile | null;
  /** Whether the rollback (of a down: what runs) is proven as it stands; null where there is none, or none that carries a proof. */
  readonly proof: ProofState | null;
  /** Where to go on in a migration without a transaction that was interrupted. */
  readonly resume: Cursor | null;
  /** Words for the reader: what was left out of the script, what is not promised. */
  readonly notices: readonly string[];
}
