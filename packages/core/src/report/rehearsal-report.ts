import type { Version } from '../kernel/version.js';
import type { Kept, Returned } from '../ports/safety.js';
import type { SampledTable } from '../ports/snapshot.js';

/** What was seen of one migration on a copy of the real database. Times in ms; null where it did not come to that. */
export interface RehearsedStep {
  readonly version: Version;
  readonly name: string;
  /**
   * `proven`: an up was applied, taken back with the schema and every row as before, and applied again; a down was taken back and applied
   * again, with the schema and every row as they are now. `sampled`: the same, but only on a sample of the rows.
   */
  readonly status: 'proven' | 'sampled' | 'unproven' | 'failed' | 'not-run';
  /** Why it is not proven; null where it is. */
  readonly reason: string | null;
  /** How the database differed from before once it was taken back, a sentence each. */
  readonly differences: readonly string[];
  readonly durationMs: number | null;
  /** For how long other writers would wait. */
  readonly lockMs: number | null;
  /** Rows written, those of triggers included. */
  readonly rows: number | null;
  /** By how much the file grew. */
  readonly bytes: number | null;
  /** How much more it held at its fullest than before, as in `RanReport`. */
  readonly peakBytes: number | null;
  /** What it would keep of what it destroys; null where nothing can be kept. */
  readonly preserved: Kept | null;
  /** What it would bring back of what is kept; null where there is nothing to bring back. */
  readonly returned: Returned | null;
}

/** What was expected of a rehearsal before it began. */
export interface RehearsalEstimate {
  /** Of the database. */
  readonly bytes: number;
  /** No more than so many; tables without rowids are not counted. */
  readonly rows: number;
  /** Measured. */
  readonly bytesPerSecond: number;
  /** For the copies and the comparison of a full one. What the migrations take comes on top, three times. */
  readonly leastMs: number;
}

/** What a sample held, and what trying a plan on it does not show. */
export interface RehearsalSample {
  readonly tables: readonly SampledTable[];
  /** A sentence each. */
  readonly unproven: readonly string[];
}

/** What the rehearsal of a plan came to. */
export interface RehearsalReport {
  readonly durationMs: number;
  /** Size of the copy. */
  readonly bytes: number;
  /** Null where the database is too small for it to matter. */
  readonly estimate: RehearsalEstimate | null;
  /** Null where it was tried on all rows. */
  readonly sample: RehearsalSample | null;
  readonly steps: readonly RehearsedStep[];
}
