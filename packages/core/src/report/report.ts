import type { FormatName } from '../files/formats/format.js';
import type { ErrorReport } from '../kernel/error-report.js';
import type { Version } from '../kernel/version.js';
import type { ProofState } from '../files/proof.js';
import type { Kept, Returned } from '../ports/safety.js';
import type { SchemaDifference } from '../ports/schema.js';
import type { Direction } from '../ports/script.js';
import type { DatabaseState } from '../plan/state.js';
import type { RehearsalReport } from './rehearsal-report.js';

/** Commands whose exit code is judged by the state of the databases that they saw. */
export type Command = 'up' | 'down' | 'goto' | 'plan' | 'status' | 'verify';

export interface ProblemReport extends ErrorReport {
  readonly severity: 'error' | 'warning';
  readonly version: Version | null;
  readonly differences: readonly SchemaDifference[];
}

export interface AppliedReport {
  readonly version: Version;
  readonly name: string | null;
  readonly description: string | null;
  readonly appliedAt: string | null;
  readonly durationMs: number | null;
  readonly checksum: string | null;
  readonly appliedBy: string | null;
  /** Whether it can be taken back: a rollback is stored or lies in the folder. */
  readonly rollback: boolean;
  /** Whether its rollback's file is proven as it stands; null where there is no file, or it is code. */
  readonly rollbackProof: ProofState | null;
}

export interface PendingReport {
  readonly version: Version;
  readonly name: string;
}

/** What this run did with one migration. Times in ms. */
export interface RanReport {
  readonly version: Version;
  readonly name: string;
  readonly direction: Direction;
  readonly status: 'applied' | 'rolled-back' | 'failed' | 'not-run';
  readonly durationMs: number | null;
  /** For how long the database's write lock was held. */
  readonly lockMs: number | null;
  /** Rows written, those of triggers and of the ledger included. */
  readonly rows: number | null;
  /** By how many bytes the file grew. */
  readonly bytes: number | null;
  /**
   * How much more the file and temporary files held at their fullest, inside the transaction, than before: what the script writes, and all
   * that is put aside for the way back before it is reduced to what differs. Null without a transaction.
   */
  readonly peakBytes: number | null;
  /** What was kept of what it destroyed; null where nothing could be (no safety part, no transaction, not run). */
  readonly preserved: Kept | null;
  /** What was brought back of what an earlier run had kept; null where there was nothing to bring back. */
  readonly returned: Returned | null;
  readonly notices: readonly string[];
}

/** Why somebody should look before a step runs: a sentence, and `file:line:column` (null for a whole migration). */
export interface Reason {
  readonly reason: string;
  readonly place: string | null;
}

/** One step of a plan that was not run, or not yet. */
export interface PlannedReport {
  readonly version: Version;
  readonly name: string;
  readonly direction: Direction;
  readonly description: string | null;
  readonly file: string;
  readonly statements: number;
  readonly transactional: boolean;
  readonly reversible: boolean;
  /** Whether its rollback is proven as it stands; null where it has none, or it is code. */
  readonly rollbackProof: ProofState | null;
  readonly notices: readonly string[];
  /** What needs a yes, and why. */
  readonly confirmations: readonly Reason[];
  /** What it drops or overwrites of the rows that are there, whether it is kept or not. */
  readonly destroys: readonly Reason[];
}

/** What `prune` would give up. */
export interface PreservedReport {
  readonly migrations: number;
  readonly bytes: number;
}

export interface DatabaseReport {
  readonly name: string;
  readonly label: string;
  readonly file: string;
  /** By whose conventions its migrations were read, and whether they were recognised or named; null where the folder can't be read. */
  readonly format: { readonly name: FormatName; readonly detected: boolean } | null;
  readonly state: DatabaseState;
  readonly problems: readonly ProblemReport[];
  /** The newest applied version. */
  readonly version: Version | null;
  readonly applied: readonly AppliedReport[];
  readonly pending: readonly PendingReport[];
  readonly planned: readonly PlannedReport[];
  readonly ran: readonly RanReport[];
  /** The snapshot that this run took before it changed anything; null when it took none. */
  readonly snapshot: string | null;
  /** Bytes that the database takes, and that are free beside it (null when the system does not say); null where there is none. */
  readonly disk: { readonly bytes: number; readonly free: number | null } | null;
  /** What trying the plan on a copy came to; null where that was not done. */
  readonly rehearsal: RehearsalReport | null;
  /** What is preserved of earlier runs: of how many migrations, and how large it is. Null where nothing is, or where nobody looked. */
  readonly preserved: PreservedReport | null;
  /** The end of the history's hash chain; null without a history. */
  readonly historyHead: string | null;
  readonly error: ErrorReport | null;
}

/** What a command did and what stands now: the one document that `--json` prints. */
export interface Report {
  readonly schemaVersion: 1;
  readonly ok: boolean;
  /** What was asked for: one of `Command`, or another command of the command line. */
  readonly command: string;
  readonly runId: string | null;
  /** What concerns no single database: a bad configuration, a filter that matches nothing. */
  readonly error: ErrorReport | null;
  /** Binds an approval to this plan; null where nothing was planned. */
  readonly planHash: string | null;
  /** What a run promises and what it can't, given the parts that are present. */
  readonly promises: Promises;
  readonly databases: readonly DatabaseReport[];
  readonly durationMs: number;
}

/** False where the part that would promise it is absent. */
export interface Promises {
  readonly snapshot: boolean;
  readonly rehearsed: boolean;
  readonly preserved: boolean;
}
