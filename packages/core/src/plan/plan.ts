import type { Database } from '../config/database.js';
import type { Folder } from '../files/folder.js';
import { sha256 } from '../files/text.js';
import type { MigrationError } from '../kernel/error.js';
import { versionKey } from '../kernel/version.js';
import type { Version } from '../kernel/version.js';
import type { Driver, View } from '../ports/driver.js';
import type { Direction } from '../ports/script.js';
import type { Observation } from './observe.js';
import type { Fulfilled } from './requires.js';
import type { Standing } from './standing.js';
import type { Step } from './step.js';

/** A reason to ask before a step runs. */
export interface Confirmation {
  readonly version: Version;
  readonly direction: Direction;
  /** One sentence: what would be lost. */
  readonly reason: string;
  /** `file:line:column`; null for a whole migration. */
  readonly place: string | null;
}

/** What a run would do to one database. Made without changing anything. */
export interface Plan {
  readonly database: Database;
  readonly direction: Direction;
  readonly standing: Standing;
  readonly steps: readonly Step[];
  /** What forbids the whole plan, worst first; empty when it may run. */
  readonly blockers: readonly MigrationError[];
  /** What needs a yes. */
  readonly confirmations: readonly Confirmation[];
  /** What the steps drop or overwrite of the rows that are there, whether it is kept or not. */
  readonly destroys: readonly Confirmation[];
  /** SHA-256 over the ledger and every script: an approval is bound to it. */
  readonly hash: string;
}

/** Where a way back comes from. */
export type RollbackSource = 'file' | 'ledger' | 'preserved';

/** Which way and how far. */
export interface Goal {
  readonly kind: 'up' | 'down' | 'goto';
  /** Leave this version as the newest applied; `0` with down takes back everything. */
  readonly to?: Version | undefined;
  /** At most so many migrations. Default: all up, 1 down. */
  readonly steps?: number | undefined;
  readonly allowOutOfOrder?: boolean | undefined;
  readonly allowDrift?: boolean | undefined;
  readonly singleTransaction?: boolean | undefined;
  /** Which rollback to use where file and ledger differ; `preserved`: none, but what the safety part preserved. */
  readonly rollbackFrom?: RollbackSource | undefined;
  /** Of what is pending only these, whatever else is. */
  readonly only?: readonly Version[] | undefined;
  /** What is taken back is to be applied again: what would forbid that forbids the whole. */
  readonly again?: boolean | undefined;
}

/** Everything that a plan is made from. */
export interface PlanInput {
  readonly driver: Driver;
  readonly database: Database;
  readonly folder: Folder;
  readonly observation: Observation;
  readonly standing: Standing;
  /** Null while the database does not exist. */
  readonly view: View | null;
  readonly goal: Goal;
  /** Whether a safety part keeps what is destroyed: then nothing has to be asked. */
  readonly preserves: boolean;
  /** Whether what a version destroyed and made is preserved, so that it can be taken back without a script. */
  readonly preserved: (version: Version) => boolean;
  readonly fulfilled: Fulfilled;
}

/** The hash that binds an approval to what was shown. */
export function planHash(input: PlanInput, steps: readonly Step[]): string {
  const { reading } = input.observation;
  const head = reading.kind === 'present' ? (reading.head?.hash ?? null) : null;
  const applied = input.standing.applied.map(({ version, checksum }) => [versionKey(version), checksum]);
  const todo = steps.map(({ direction, version, script }) => [direction, versionKey(version), script.checksum]);
  return sha256(JSON.stringify([input.database.location, head, applied, todo]));
}
