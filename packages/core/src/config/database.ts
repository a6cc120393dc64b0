import type { MigrationSource } from '../files/source.js';
import type { RehearsalMode } from './rehearsal-mode.js';

/** When snapshots are taken and how long they stay. */
export interface SnapshotPolicy {
  /** Before every up and down. */
  readonly automatic: boolean;
  /** How many of the newest stay whatever their age. */
  readonly keep: number;
  /** How long the others stay, in ms. */
  readonly maxAgeMs: number;
}

/** A file or package that declares tables, and the folder that it is relative to, absolute. */
export interface SchemaPlace {
  readonly name: string;
  readonly root: string;
}

/** A database as it is used: every path absolute, every default filled in. */
export interface Database {
  readonly name: string;
  readonly label: string;
  readonly aliases: readonly string[];
  /** Absolute path, or a URL, for the driver. */
  readonly location: string;
  /** For messages: the location as it was configured. */
  readonly shown: string;
  readonly source: MigrationSource;
  /** All names by which headers and filters may call it, lower case. */
  readonly names: ReadonlySet<string>;
  readonly after: readonly string[];
  readonly ledgerTable: string;
  /** Where its tables are declared; null where the configuration says nothing of it. */
  readonly schema: SchemaPlace | null;
  readonly snapshots: SnapshotPolicy;
  /** On what its plans are rehearsed where the run does not say otherwise. */
  readonly rehearse: RehearsalMode;
  /** Whether a `Database:` header that names another one is an error (configured databases) or only said (ad hoc ones). */
  readonly strictHeaders: boolean;
}
