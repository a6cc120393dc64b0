import type { Version } from '../kernel/version.js';
import type { Owner, WaitOptions } from './lock.js';
import type { Target } from './target.js';

/** Why a snapshot was taken. */
export type SnapshotReason = 'before-up' | 'before-down' | 'before-restore' | 'manual';

/** What is written beside a snapshot. Times in ms, sizes in bytes. */
export interface SnapshotManifest {
  readonly format: 1;
  /** The database's name in the configuration. */
  readonly database: string;
  /** The path of the file it was taken of, as configured. */
  readonly source: string;
  /** UTC, ISO 8601 with Z. */
  readonly createdAt: string;
  readonly reason: SnapshotReason;
  readonly runId: string;
  /** The newest applied version in it; null when none is. */
  readonly version: Version | null;
  /** The end of its history's hash chain; null without a history. */
  readonly historyHead: string | null;
  readonly bytes: number;
  /** Of the snapshot file, hexadecimal. */
  readonly sha256: string;
  /** Of the source when it was taken. */
  readonly journalMode: string;
  readonly pageSize: number;
  readonly engineVersion: string;
  readonly durationMs: number;
}

/** A snapshot that can be restored. */
export interface Snapshot {
  /** What `restore` takes: the file's name without its ending. */
  readonly id: string;
  /** Absolute path of the snapshot file. */
  readonly file: string;
  readonly manifest: SnapshotManifest;
}

/** Something in the snapshots' folder that is no whole snapshot: a copy that was broken off, a file without its manifest. */
export interface BrokenSnapshot {
  readonly id: string;
  readonly file: string;
  readonly problem: string;
}

/** How far a copy has come, in pages. */
export type OnProgress = (done: number, total: number) => void;

export interface SnapshotOptions extends WaitOptions {
  readonly database: string;
  readonly reason: SnapshotReason;
  readonly owner: Owner;
  readonly onProgress?: OnProgress | undefined;
}

/** What a table loses or gains when a snapshot comes back. */
export interface TableChange {
  readonly table: string;
  /**
   * Rows in the live file that the snapshot does not have (as multisets, bit for bit), and the other way round. A table that only one
   * of them has counts with all its rows; of one whose columns differ, the columns that both have are compared.
   */
  readonly lost: number;
  readonly returned: number;
  /** Columns that only the live file has, and columns that only the snapshot has; all of them, of a table that only one has. */
  readonly lostColumns: readonly string[];
  readonly returnedColumns: readonly string[];
}

/** What a restore did, or would do. */
export interface Restoration {
  readonly snapshot: Snapshot;
  /** What was there before, saved first; null in a preview, and when there was no file. */
  readonly saved: Snapshot | null;
  /** Tables whose rows or columns differ between the live file and the snapshot; the engine's own are left out. */
  readonly changes: readonly TableChange[];
  /**
   * Whether another program wrote to the live file after the copy and before the two could be compared. Then the rows differ as they
   * should, and only the file's own integrity check vouches for the copy.
   */
  readonly writtenSince: boolean;
  readonly durationMs: number;
}

export interface RestoreOptions extends SnapshotOptions {
  /** Only compare: nothing is written. */
  readonly preview: boolean;
  /** Who ran it, for the history. */
  readonly by: string;
  /** Who asked for it and who approved it, for the history; null where nobody said. Plain JSON. */
  readonly consent: Readonly<Record<'request' | 'askedBy' | 'approvedBy', string>> | null;
}

/** What a scratch copy is made of. */
export type ScratchSource =
  /** A snapshot of the same database. */
  | { readonly kind: 'snapshot'; readonly id: string }
  /** The live file, as of one moment. */
  | { readonly kind: 'live' }
  | { readonly kind: 'scratch'; readonly scratch: ScratchCopy }
  /** No database at all. */
  | { readonly kind: 'nothing' };

/** A copy to try things on. No connection to it may be open when it is copied or removed. */
export interface ScratchCopy {
  /** Where it is, as `Driver.target` takes it. There may be no file yet. */
  readonly location: string;
  remove(): void;
}

/** What copying a database would take. */
export interface CopyEstimate {
  readonly bytes: number;
  /** No more than so many; tables without rowids are not counted. */
  readonly rows: number;
  /** Measured: on the beginning, or when the snapshot was taken. */
  readonly bytesPerSecond: number;
  /** Bytes free beside it; null when the system does not say. */
  readonly free: number | null;
}

/** How much of a table a sample holds. */
export interface SampledTable {
  readonly table: string;
  readonly rows: number;
  /** The table has no more rows than these; null where that is not known. */
  readonly of: number | null;
}

/** A scratch copy with the whole schema and some of the rows. */
export interface Sample {
  readonly copy: ScratchCopy;
  readonly tables: readonly SampledTable[];
}

/** One way in which the rows of a table are not what they were. */
export interface ContentDifference {
  /** `missing`: rows (or a column) that were there; `unexpected`: that were not; `changed`: values of one column. */
  readonly kind: 'missing' | 'unexpected' | 'changed';
  readonly table: string;
  /** Null where it is about whole rows. */
  readonly column: string | null;
  /** How many rows; null where a whole column is missing or new. */
  readonly rows: number | null;
  /** One of them: its key and the values as SQL literals. */
  readonly example: { readonly key: string | null; readonly before: string | null; readonly after: string | null } | null;
}

/**
 * Whole copies of a database, taken and put back while the application runs.
 * Errors: DATABASE_LOCKED, DISK_FULL, DISK_SPACE_LOW, SNAPSHOT_MISSING, SNAPSHOT_BROKEN, SNAPSHOT_PAGE_SIZE, and those of opening.
 */
export interface SnapshotStore {
  /** Copies the database as of one moment; verified by opening it and by its checksum before it is claimed. */
  create(target: Target, options: SnapshotOptions): Promise<Snapshot>;
  /** Newest first. */
  list(target: Target): { readonly snapshots: readonly Snapshot[]; readonly broken: readonly BrokenSnapshot[] };
  /** @throws SNAPSHOT_MISSING, SNAPSHOT_BROKEN when its checksum is not that of its manifest */
  find(target: Target, id: string): Promise<Snapshot>;
  /**
   * Puts a snapshot back into the live file, in one transaction together with the newer history and one event more. Saves what is there
   * first, and copies only if nobody wrote since; compares the whole file before it claims success. The caller holds the runner's lock.
   */
  restore(target: Target, id: string, options: RestoreOptions): Promise<Restoration>;
  remove(snapshot: Snapshot | BrokenSnapshot): void;
  /** A throw-away copy, beside the snapshots of the target. @throws DISK_SPACE_LOW, SNAPSHOT_MISSING, … */
  scratch(target: Target, source: ScratchSource, options: WaitOptions): Promise<ScratchCopy>;
  /** What a scratch copy of a database that is there would take, before it is made. Writes nothing that stays. */
  estimate(target: Target, source: ScratchSource, options: WaitOptions): Promise<CopyEstimate>;
  /**
   * A scratch copy with some rows of every large table and all of the others, bit for bit; with every row that a foreign key of a taken
   * one asks for. The engine's own tables are whole. @throws as `scratch`
   */
  sample(target: Target, source: Extract<ScratchSource, { readonly kind: 'live' | 'snapshot' }>, options: WaitOptions): Promise<Sample>;
  /**
   * How the rows of a scratch copy differ from what it was made of, compared bit for bit as multisets; the engine's own tables are left
   * out. Both are read only.
   */
  differences(target: Target, before: Exclude<ScratchSource, { readonly kind: 'live' }>, after: ScratchCopy): readonly ContentDifference[];
}
