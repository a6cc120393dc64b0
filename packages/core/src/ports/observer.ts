import type { ErrorReport } from '../kernel/error-report.js';
import type { Version } from '../kernel/version.js';
import type { Owner } from './driver.js';
import type { Direction } from './script.js';

/** Which migration of which database an event is about. */
interface MigrationRef {
  readonly database: string;
  readonly version: Version;
  readonly name: string;
  readonly direction: Direction;
}

/** Everything a run tells while it goes on. Events are plain JSON; times are in ms. */
export type RunEvent =
  | { readonly event: 'run-started'; readonly runId: string; readonly command: string; readonly databases: readonly string[] }
  | { readonly event: 'lock-waiting'; readonly database: string; readonly owner: Owner | null; readonly waitedMs: number }
  | { readonly event: 'lock-taken'; readonly database: string }
  | { readonly event: 'planned'; readonly database: string; readonly direction: Direction; readonly migrations: number }
  | { readonly event: 'preflight'; readonly database: string; readonly check: string }
  | { readonly event: 'snapshot-progress'; readonly database: string; readonly done: number; readonly total: number }
  | {
      readonly event: 'snapshot-taken';
      readonly database: string;
      readonly id: string;
      readonly bytes: number;
      readonly durationMs: number;
    }
  /** Only of large databases. `leastMs`: the copies and the comparison; what the migrations take comes on top, three times. */
  | {
      readonly event: 'rehearsal-estimated';
      readonly database: string;
      readonly how: 'full' | 'sample';
      readonly bytes: number;
      readonly rows: number;
      readonly bytesPerSecond: number;
      readonly leastMs: number;
    }
  | { readonly event: 'rehearsal-started'; readonly database: string; readonly migrations: number; readonly bytes: number }
  | {
      readonly event: 'rehearsal-finished';
      readonly database: string;
      readonly proven: number;
      /** Those that came back on a sample of the rows. */
      readonly sampled: number;
      readonly unproven: number;
      /** What can't be applied at all; null where all of it can. */
      readonly failed: Version | null;
      readonly durationMs: number;
    }
  | { readonly event: 'write-waiting'; readonly database: string; readonly waitedMs: number }
  | ({ readonly event: 'migration-started'; readonly statements: number } & MigrationRef)
  | ({ readonly event: 'statement-finished'; readonly done: number; readonly of: number } & MigrationRef)
  | ({ readonly event: 'progress'; readonly done: number; readonly total: number } & MigrationRef)
  | ({ readonly event: 'notice'; readonly text: string } & MigrationRef)
  | ({ readonly event: 'recorded' } & MigrationRef)
  | ({ readonly event: 'migration-finished'; readonly durationMs: number; readonly lockMs: number } & MigrationRef)
  | ({ readonly event: 'migration-failed'; readonly error: ErrorReport } & MigrationRef)
  | { readonly event: 'database-finished'; readonly database: string; readonly ok: boolean }
  | { readonly event: 'run-finished'; readonly runId: string; readonly ok: boolean };

/** Reporters, the bot and `--json=stream` are observers. An observer must not throw: what it throws ends the run as a bug. */
export interface Observer {
  emit(event: RunEvent): void;
}
